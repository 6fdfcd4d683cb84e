package dev.palisade.gateway.logout;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/** Lets the authorization server in without a session: it is known by what it signs. */
@Configuration(proxyBeanMethods = false)
class BackchannelLogoutConfiguration {

    @Bean
    @Order(0)
    SecurityFilterChain signOutNotices(HttpSecurity http) throws Exception {
        return http.securityMatcher(PathPatternRequestMatcher.pathPattern(HttpMethod.POST, BackchannelLogout.PATH))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable) // there is no cookie to abuse
                .logout(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable) // every answer has them
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }
}
