package dev.palisade.auth.signin;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.factor.StepUpEntryPoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** How people sign in. */
@Configuration(proxyBeanMethods = false)
class PeopleConfiguration {

    /** The pages: of signing in, and of whoever has signed in. */
    @Bean
    @Order(3)
    SecurityFilterChain signIn(HttpSecurity http, AuthProperties.Platform platform, SignedIn signedIn)
            throws Exception {
        SecurityConfiguration.headers(http, platform);
        return http.authorizeHttpRequests(
                        requests -> requests.requestMatchers("/signed-out", "/error", "/*.css", "/*.js", "/*.svg")
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .formLogin(form -> form.loginPage(StepUpEntryPoint.SIGN_IN)
                        .successHandler(signedIn)
                        .permitAll())
                .logout(logout -> logout.logoutSuccessUrl("/signed-out"))
                .build();
    }
}
