package dev.palisade.platform.client;

import dev.palisade.platform.identity.PeerCertificate;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives each request the time that its caller has left for it. Only a workload is believed. */
final class TimeBudgetFilter extends OncePerRequestFilter {

    private static final String WHOLE_NUMBER = "[0-9]{1,6}";

    private final Duration longest;

    TimeBudgetFilter(Duration longest) {
        this.longest = longest;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Duration budget = budget(request);
        try {
            TimeBudget.<Exception>within(budget, () -> chain.doFilter(request, response));
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private Duration budget(HttpServletRequest request) {
        @Nullable String said = request.getHeader(TimeBudget.HEADER);
        if (said == null || !said.matches(WHOLE_NUMBER) || PeerCertificate.of(request) == null) {
            return longest;
        }
        Duration budget = Duration.ofMillis(Long.parseLong(said));
        return budget.compareTo(longest) < 0 ? budget : longest;
    }
}
