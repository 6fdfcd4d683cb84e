package dev.palisade.gateway.edge;

import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what two readers could understand in two ways: a field that has one value given twice (RFC 9110 section 5.3), a
 * cookie of ours given twice, a path that was encoded twice.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
class OneMeaning extends OncePerRequestFilter {

    private static final List<String> SINGLE = List.of(
            "Content-Type",
            "Content-Length",
            "Cookie", // browsers may split it over HTTP/2, where the container joins it again (RFC 9113 section 8.2.3)
            "Host",
            "Idempotency-Key",
            "Origin",
            "X-CSRF-TOKEN");

    private final Problems problems;

    OneMeaning(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isAmbiguous(request)) {
            problems.write(response, ProblemType.MALFORMED_REQUEST, null);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isAmbiguous(HttpServletRequest request) {
        return SINGLE.stream()
                        .anyMatch(name ->
                                Collections.list(request.getHeaders(name)).size() > 1)
                || repeats(request.getCookies())
                || request.getRequestURI().contains("%25");
    }

    private static boolean repeats(Cookie @Nullable [] cookies) {
        if (cookies == null) {
            return false;
        }
        Set<String> names = new HashSet<>();
        for (Cookie cookie : cookies) {
            if (cookie.getName().startsWith("__Host-") && !names.add(cookie.getName())) {
                return true;
            }
        }
        return false;
    }
}
