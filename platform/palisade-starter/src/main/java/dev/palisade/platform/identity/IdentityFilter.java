package dev.palisade.platform.identity;

import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Serves each request with one identity from beginning to end, and nobody with one that has ended. New connections fail at the handshake, because every client refuses the
 * certificate; this is for those that were made before.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class IdentityFilter extends OncePerRequestFilter {

    private final WorkloadIdentity identity;
    private final Problems problems;

    IdentityFilter(WorkloadIdentity identity, Problems problems) {
        this.identity = identity;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (identity.hasEnded()) {
            response.setHeader("Connection", "close");
            problems.write(response, ProblemType.UNAVAILABLE, null);
            return;
        }
        try {
            identity.keep(() -> {
                chain.doFilter(request, response);
                return true;
            });
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }
}
