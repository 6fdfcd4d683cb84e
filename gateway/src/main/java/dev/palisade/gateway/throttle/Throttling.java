package dev.palisade.gateway.throttle;

import dev.palisade.gateway.GatewayProperties;
import dev.palisade.gateway.contract.Contracts;
import dev.palisade.gateway.contract.Operation;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.problem.Problems;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

/**
 * The tiers of the throttle: by network and address before anything is known, by person, client and operation as soon as
 * they are. What an operation costs is taken from each.
 */
@Configuration(proxyBeanMethods = false)
public class Throttling {

    private final GatewayProperties.Throttle budgets;
    private final Contracts contracts;
    private final DecisionLog decisions;
    private final Problems problems;
    private final @Nullable ThrottleStore store;
    private final int gateways;

    Throttling(
            GatewayProperties properties,
            Contracts contracts,
            StoreProperties storeProperties,
            ObjectProvider<ThrottleStore> store,
            DecisionLog decisions,
            Problems problems) {
        this.budgets = properties.throttle();
        this.contracts = contracts;
        this.store = store.getIfAvailable();
        this.gateways = storeProperties.gateways();
        this.decisions = decisions;
        this.problems = problems;
        requireOperations();
    }

    @Bean
    FilterRegistrationBean<Filter> addressThrottle(ClientAddress addresses) {
        Throttle address = throttle("address", budgets.address());
        Throttle prefix = throttle("prefix", budgets.prefix());
        Filter filter = new ThrottleFilter(
                "address",
                request -> List.of(
                        new Charge(address, addresses.of(request)), new Charge(prefix, addresses.networkOf(request))),
                this::cost,
                decisions,
                problems);
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 5);
        return registration;
    }

    /** The filter that stands behind authentication. */
    @Bean
    public CallerThrottle callerThrottle() {
        Throttle person = throttle("person", budgets.person());
        Throttle client = throttle("client", budgets.client());
        Map<String, Throttle> routes = new HashMap<>();
        budgets.routes().forEach((id, budget) -> routes.put(id, throttle("route", budget)));
        return new CallerThrottle(new ThrottleFilter(
                "caller",
                request -> {
                    List<Charge> charges = new ArrayList<>();
                    add(charges, person, person());
                    add(charges, client, client());
                    Operation operation = contracts.find(request);
                    add(
                            charges,
                            operation == null ? null : routes.get(operation.id()),
                            operation == null ? null : operation.id());
                    return charges;
                },
                this::cost,
                decisions,
                problems));
    }

    private int cost(HttpServletRequest request) {
        Operation operation = contracts.find(request);
        return operation == null ? 1 : budgets.costs().getOrDefault(operation.id(), 1);
    }

    private static void add(List<Charge> charges, @Nullable Throttle throttle, @Nullable String caller) {
        if (throttle != null && caller != null) {
            charges.add(new Charge(throttle, caller));
        }
    }

    private Throttle throttle(String name, GatewayProperties.Budget budget) {
        return new Throttle(
                name,
                budget,
                store == null ? new MemoryBuckets(budget) : new SharedBuckets(name, budget, store, gateways));
    }

    /** A budget for an operation that does not exist protects nothing, and nobody would notice. */
    private void requireOperations() {
        Set<String> known = contracts.operations().stream().map(Operation::id).collect(Collectors.toSet());
        Stream.concat(budgets.routes().keySet().stream(), budgets.costs().keySet().stream())
                .filter(id -> !known.contains(id))
                .findFirst()
                .ifPresent(id -> {
                    throw new IllegalStateException(
                            "palisade.gateway.throttle names " + id + ", which is no operation of any contract.");
                });
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
     * The filter for the security chains; not a bean itself, so that the container does not run it a second time.
     *
     * @param filter takes from the caller's budgets
     */
    public record CallerThrottle(Filter filter) {}
}
