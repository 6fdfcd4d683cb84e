package dev.palisade.gateway.throttle;

import dev.palisade.gateway.GatewayProperties;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.problem.Problems;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** The three throttles: by address before anything is known, by person and client as soon as they are. */
@Configuration(proxyBeanMethods = false)
public class Throttling {

    private final GatewayProperties.Throttle budgets;
    private final DecisionLog decisions;
    private final Problems problems;

    private final @Nullable ThrottleStore store;
    private final int gateways;

    Throttling(
            GatewayProperties properties,
            StoreProperties storeProperties,
            ObjectProvider<ThrottleStore> store,
            DecisionLog decisions,
            Problems problems) {
        this.budgets = properties.throttle();
        this.store = store.getIfAvailable();
        this.gateways = storeProperties.gateways();
        this.decisions = decisions;
        this.problems = problems;
    }

    @Bean
    FilterRegistrationBean<Filter> addressThrottle() {
        // The address is the connection's: this gateway trusts no header about it.
        Filter filter = new ThrottleFilter(
                throttle("address", budgets.address()), ServletRequest::getRemoteAddr, decisions, problems);
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 5);
        return registration;
    }

    /** The filters that stand behind authentication. */
    @Bean
    public CallerThrottles callerThrottles() {
        return new CallerThrottles(List.of(
                new ThrottleFilter(throttle("person", budgets.person()), request -> person(), decisions, problems),
                new ThrottleFilter(throttle("client", budgets.client()), request -> client(), decisions, problems)));
    }

    private Throttle throttle(String name, GatewayProperties.Budget budget) {
        return new Throttle(
                name,
                budget,
                store == null ? new MemoryBuckets(budget) : new SharedBuckets(name, budget, store, gateways));
    }

    private static @Nullable String person() {
        Authentication person = SecurityContextHolder.getContext().getAuthentication();
        return person == null || person instanceof AnonymousAuthenticationToken ? null : person.getName();
    }

    private static @Nullable String client() {
        Authentication person = SecurityContextHolder.getContext().getAuthentication();
        return switch (person) {
            case JwtAuthenticationToken bearer -> bearer.getToken().getClaimAsString("client_id");
            case OAuth2AuthenticationToken _ -> "browser";
            case null, default -> null;
        };
    }

    /**
     * Filters for the security chains; not a bean each, so that the container does not run them a second time.
     *
     * @param filters in order
     */
    public record CallerThrottles(List<Filter> filters) {}
}
