package dev.palisade.auth.signin;

import dev.palisade.auth.admin.AdminDoor;
import dev.palisade.auth.factor.StepUpEntryPoint;
import dev.palisade.auth.logout.SignOuts;
import dev.palisade.auth.passkey.PasskeyFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** How people sign in, and what they reach when they have. */
@Configuration(proxyBeanMethods = false)
class PeopleConfiguration {

    /** The pages: of signing in, and of whoever has signed in. */
    @Bean
    @Order(3)
    SecurityFilterChain signIn(
            HttpSecurity http,
            FormTargets targets,
            SignedIn signedIn,
            Freshness freshness,
            PasskeyFilters passkeys,
            AdminDoor adminDoor,
            PresentPeople present,
            SignOuts signOuts)
            throws Exception {
        SecurityConfiguration.headers(http, targets);
        passkeys.addTo(http, signedIn.byScript());
        present.addTo(http);
        adminDoor.addTo(http);
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(
                                StepUpEntryPoint.SIGN_IN,
                                "/signed-out",
                                "/register/**",
                                "/recover/**",
                                "/mailbox",
                                "/error",
                                "/*.css",
                                "/*.js",
                                "/*.svg")
                        .permitAll()
                        .requestMatchers(HttpMethod.POST, PasskeyFilters.REGISTER)
                        .access((person, request) ->
                                new AuthorizationDecision(person.get() != null && freshness.of(person.get())))
                        .anyRequest()
                        .authenticated())
                .formLogin(form -> form.loginPage(StepUpEntryPoint.SIGN_IN).successHandler(signedIn.byRedirect()))
                .logout(logout -> logout.addLogoutHandler(signOuts).logoutSuccessUrl("/signed-out"))
                .build();
    }
}
