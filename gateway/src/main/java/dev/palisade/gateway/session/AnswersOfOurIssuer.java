package dev.palisade.gateway.session;

import dev.palisade.gateway.GatewayProperties;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes answers to a sign-in from our authorization server only (RFC 9207 section 2.4): one that names another issuer, or
 * none, is the answer of another server that the browser was made to bring here. Its code is not sent anywhere.
 */
public final class AnswersOfOurIssuer extends OncePerRequestFilter {

    private static final String ANSWERS = "/login/oauth2/code/";

    private final String issuer;
    private final DecisionLog decisions;

    /** Expects the platform's issuer. */
    public AnswersOfOurIssuer(GatewayProperties.Platform platform, DecisionLog decisions) {
        this.issuer = platform.issuer().toString();
        this.decisions = decisions;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith(ANSWERS);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String[] named = request.getParameterValues("iss");
        if (named != null && named.length == 1 && named[0].equals(issuer)) {
            chain.doFilter(request, response);
            return;
        }
        decisions.record(new Decision(
                "sign-in",
                false,
                "SignIn",
                "gateway",
                "unknown",
                "outside",
                List.of(),
                named == null ? "answer-without-issuer" : "answer-of-another-issuer",
                Set.of()));
        response.sendRedirect("/");
    }
}
