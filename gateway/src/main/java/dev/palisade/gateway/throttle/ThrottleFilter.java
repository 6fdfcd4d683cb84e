package dev.palisade.gateway.throttle;

import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes what a request costs from the budgets that it draws on, and answers 429 when one of them has too little (RFC 6585
 * section 4), with the fields of the IETF draft on rate limits. Files of the storefront cost nothing.
 */
final class ThrottleFilter extends OncePerRequestFilter {

    private final String name;
    private final Function<HttpServletRequest, List<Charge>> charges;
    private final ToIntFunction<HttpServletRequest> cost;
    private final DecisionLog decisions;
    private final Problems problems;

    ThrottleFilter(
            String name,
            Function<HttpServletRequest, List<Charge>> charges,
            ToIntFunction<HttpServletRequest> cost,
            DecisionLog decisions,
            Problems problems) {
        this.name = name;
        this.charges = charges;
        this.cost = cost;
        this.decisions = decisions;
        this.problems = problems;
    }

    @Override
    protected String getAlreadyFilteredAttributeName() {
        return ThrottleFilter.class.getName() + "." + name;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getServletPath(); // decoded: an escaped letter is no way around
        return !(path.startsWith("/api/") || path.startsWith("/login/") || path.startsWith("/oauth2/"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        int price = cost.applyAsInt(request);
        for (Charge charge : charges.apply(request)) {
            Throttle.Verdict verdict = charge.throttle().take(charge.caller(), price);
            response.addHeader("RateLimit-Policy", verdict.policy());
            response.addHeader("RateLimit", verdict.state());
            if (!verdict.admitted()) {
                refuse(request, response, charge, verdict);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private void refuse(
            HttpServletRequest request, HttpServletResponse response, Charge charge, Throttle.Verdict verdict)
            throws IOException {
        String budget = charge.throttle().name();
        decisions.record(new Decision(
                "throttle",
                false,
                request.getMethod(),
                budget,
                budget.equals("person") ? charge.caller() : "unknown",
                "gateway",
                List.of(),
                "bucket-empty",
                Set.of()));
        response.setHeader("Retry-After", String.valueOf(verdict.waitSeconds()));
        problems.write(response, ProblemType.TOO_MANY_REQUESTS, null);
    }
}
