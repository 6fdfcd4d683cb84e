package dev.palisade.payment.webhook;

import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.problem.Problems;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import tools.jackson.databind.json.JsonMapper;

/** Lets in whom {@link WebhookFilter} has recognised, and nobody else, before the rules for those who have a token. */
@Configuration
@ConditionalOnProperty(name = "palisade.payment.provider", havingValue = "sandbox", matchIfMissing = true)
class WebhookConfiguration {

    @Bean
    @Order(0)
    SecurityFilterChain webhooks(
            HttpSecurity http,
            DecisionLog decisions,
            Problems problems,
            JsonMapper json,
            Clock clock,
            @Value("${palisade.payment-sandbox.webhook-secrets}") String secrets)
            throws Exception {
        WebhookFilter filter = new WebhookFilter(secrets(secrets), decisions, problems, json, clock);
        return http.securityMatcher("/internal/webhooks/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .addFilterBefore(filter, AuthorizationFilter.class)
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /** One a line; two while one replaces the other. */
    private static List<String> secrets(String text) {
        List<String> secrets = Stream.of(text.split("\\s+"))
                .filter(secret -> !secret.isEmpty())
                .toList();
        if (secrets.isEmpty()) {
            throw new IllegalStateException("palisade.payment-sandbox.webhook-secrets holds no secret");
        }
        return secrets;
    }
}
