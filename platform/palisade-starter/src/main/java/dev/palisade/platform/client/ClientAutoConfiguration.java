package dev.palisade.platform.client;

import dev.palisade.platform.identity.IdentityAutoConfiguration;
import dev.palisade.platform.identity.WorkloadIdentity;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/** Outbound calls: the neighbours, and tokens for them where an authorization server is one of them. */
@AutoConfiguration(after = {IdentityAutoConfiguration.class, RestClientAutoConfiguration.class})
@EnableConfigurationProperties(ClientProperties.class)
public final class ClientAutoConfiguration {

    /** The primary one, so that whatever builds a client without saying how reaches neighbours and nothing else. */
    @Bean
    @Primary
    @ConditionalOnMissingBean
    Neighbours neighbours(ClientProperties properties, WorkloadIdentity identity) {
        return new Neighbours(properties, identity);
    }

    /** Early, so that whatever a request costs is taken from its time. */
    @Bean
    FilterRegistrationBean<TimeBudgetFilter> timeBudget(@Value("${palisade.time-budget}") Duration longest) {
        FilterRegistrationBean<TimeBudgetFilter> registration =
                new FilterRegistrationBean<>(new TimeBudgetFilter(longest));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty("palisade.clients.auth-server.url")
    Tokens tokens(RestClient.Builder builder, Neighbours neighbours, WorkloadIdentity identity, JsonMapper json) {
        RestClient authServer = builder.clone()
                .requestFactory(neighbours)
                .baseUrl(neighbours.url("auth-server"))
                .build();
        return new Tokens(authServer, identity, json, Clock.systemUTC());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty("palisade.clients.auth-server.url")
    ServiceClients serviceClients(
            RestClient.Builder builder,
            Neighbours neighbours,
            Tokens tokens,
            ObjectProvider<PersonToken> person,
            WorkloadIdentity identity) {
        return new ServiceClients(builder, neighbours, tokens, person.getIfAvailable(() -> () -> null), identity);
    }
}
