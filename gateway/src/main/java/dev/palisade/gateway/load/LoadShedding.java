package dev.palisade.gateway.load;

import dev.palisade.gateway.GatewayProperties;
import dev.palisade.gateway.contract.Contracts;
import dev.palisade.gateway.contract.Operation;
import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 503 at once instead of letting everybody wait, when too many requests are under way: what anyone may read first,
 * what a person does next, and what the configuration puts first, buying, last of all. It stands behind the reading of the
 * body, so a request counts only once it has arrived, and who sends slowly takes nobody's place.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 12)
class LoadShedding extends OncePerRequestFilter {

    private static final String RETRY_SECONDS = "2";

    private final GatewayProperties.Load load;
    private final Contracts contracts;
    private final Problems problems;
    private final Counter shed;
    private final AtomicInteger underWay = new AtomicInteger();

    LoadShedding(GatewayProperties properties, Contracts contracts, Problems problems, MeterRegistry meters) {
        this.load = properties.load();
        this.contracts = contracts;
        this.problems = problems;
        this.shed = Counter.builder("palisade.load.shed")
                .description("Requests that were answered 503 because too many were under way")
                .register(meters);
        Gauge.builder("palisade.load.under.way", underWay, AtomicInteger::get)
                .description("Requests that are being answered")
                .register(meters);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getServletPath().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        int place = underWay.incrementAndGet();
        try {
            if (place > limit(request)) {
                shed.increment();
                response.setHeader("Retry-After", RETRY_SECONDS);
                problems.write(response, ProblemType.UNAVAILABLE, null);
                return;
            }
            chain.doFilter(request, response);
        } finally {
            underWay.decrementAndGet();
        }
    }

    private int limit(HttpServletRequest request) {
        Operation operation = contracts.find(request);
        if (operation == null || operation.isPublic()) {
            return load.browsing();
        }
        return load.first().contains(operation.id()) ? load.most() : load.others();
    }
}
