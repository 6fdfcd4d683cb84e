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
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes one request from a caller's bucket, and answers 429 when it is empty (RFC 6585 section 4), with the fields of
 * the IETF draft on rate limits. Files of the storefront cost nothing.
 */
final class ThrottleFilter extends OncePerRequestFilter {

    private final Throttle throttle;
    private final Function<HttpServletRequest, @Nullable String> caller;
    private final DecisionLog decisions;
    private final Problems problems;

    ThrottleFilter(
            Throttle throttle,
            Function<HttpServletRequest, @Nullable String> caller,
            DecisionLog decisions,
            Problems problems) {
        this.throttle = throttle;
        this.caller = caller;
        this.decisions = decisions;
        this.problems = problems;
    }

    @Override
    protected String getAlreadyFilteredAttributeName() {
        return ThrottleFilter.class.getName() + "." + throttle.name();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getServletPath(); // decoded: an escaped letter is no way around
        return !(path.startsWith("/api/") || path.startsWith("/login/") || path.startsWith("/oauth2/"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String name = caller.apply(request);
        if (name == null) {
            chain.doFilter(request, response);
            return;
        }
        Throttle.Verdict verdict = throttle.take(name);
        response.addHeader("RateLimit-Policy", verdict.policy());
        response.addHeader("RateLimit", verdict.state());
        if (verdict.admitted()) {
            chain.doFilter(request, response);
            return;
        }
        decisions.record(new Decision(
                "throttle",
                false,
                request.getMethod(),
                throttle.name(),
                throttle.name().equals("person") ? name : "unknown",
                "gateway",
                List.of(),
                "bucket-empty",
                Set.of()));
        response.setHeader("Retry-After", String.valueOf(verdict.waitSeconds()));
        problems.write(response, ProblemType.TOO_MANY_REQUESTS, null);
    }
}
