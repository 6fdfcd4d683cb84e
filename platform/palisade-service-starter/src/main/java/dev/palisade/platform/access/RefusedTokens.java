package dev.palisade.platform.access;

import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.identity.PeerCertificate;
import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.identity.WorkloadIdentity;
import dev.palisade.platform.problem.SecurityProblems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Answers 401 without a reason, and writes the reason to the decision log. */
final class RefusedTokens implements AuthenticationEntryPoint {

    private final WorkloadIdentity identity;
    private final DecisionLog decisions;
    private final SecurityProblems problems;

    RefusedTokens(WorkloadIdentity identity, DecisionLog decisions, SecurityProblems problems) {
        this.identity = identity;
        this.decisions = decisions;
        this.problems = problems;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        X509Certificate peer = PeerCertificate.of(request);
        decisions.record(new Decision(
                "resource-server",
                false,
                request.getMethod(),
                identity.id().workload(),
                "unknown",
                peer == null ? "unknown" : SpiffeId.of(peer).workload(),
                List.of(),
                reason(e),
                Set.of()));
        problems.commence(request, response, e);
    }

    /** A constant word: what the token itself says stays out of the log, since anyone can write a token. */
    private static String reason(AuthenticationException e) {
        if (e instanceof InsufficientAuthenticationException) {
            return "token-missing";
        }
        Throwable cause = e.getCause();
        if (cause instanceof JwtValidationException invalid) {
            return invalid.getErrors().stream().map(OAuth2Error::getDescription).collect(Collectors.joining(","));
        }
        return "token-malformed-or-not-signed-by-us";
    }
}
