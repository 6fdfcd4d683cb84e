package dev.palisade.gateway.route;

import dev.palisade.platform.client.Neighbours;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.Objects;
import org.springframework.cloud.gateway.server.mvc.config.GatewayMvcProperties;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.cloud.gateway.server.mvc.handler.RestClientProxyExchange;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Calls the services, each behind a circuit breaker of its own on the thread of the request: after half of twenty calls
 * fail, or take longer than the neighbour's timeout, the next ones fail at once for five seconds instead of queueing up.
 */
@Component
class GuardedExchange implements ProxyExchange {

    private final ProxyExchange exchange;
    private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
            .slidingWindowSize(20)
            .minimumNumberOfCalls(10)
            .failureRateThreshold(50)
            .waitDurationInOpenState(Duration.ofSeconds(5))
            .permittedNumberOfCallsInHalfOpenState(3)
            .recordExceptions(ResourceAccessException.class)
            .recordResult(answer -> answer instanceof ServerResponse response
                    && response.statusCode().is5xxServerError())
            .build());

    GuardedExchange(RestClient.Builder builder, Neighbours neighbours, GatewayMvcProperties properties) {
        this.exchange = new RestClientProxyExchange(
                builder.clone().requestFactory(neighbours).build(), properties);
    }

    /**
     * Sends the request.
     *
     * @throws CallNotPermittedException when the breaker is open
     */
    @Override
    public ServerResponse exchange(Request request) {
        String authority = Objects.requireNonNull(request.getUri()).getAuthority();
        CircuitBreaker breaker = breakers.circuitBreaker(authority);
        return breaker.executeSupplier(() -> exchange.exchange(request));
    }
}
