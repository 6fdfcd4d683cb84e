package dev.palisade.platform.access;

import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.identity.PeerCertificate;
import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.identity.WorkloadIdentity;
import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** Turns away workloads that this service does not expect, before their token is even looked at. */
final class CallerFilter extends OncePerRequestFilter {

    private final Set<String> allowed;
    private final WorkloadIdentity identity;
    private final DecisionLog decisions;
    private final Problems problems;

    CallerFilter(ServiceProperties service, WorkloadIdentity identity, DecisionLog decisions, Problems problems) {
        this.allowed = service.allowedCallers();
        this.identity = identity;
        this.decisions = decisions;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String name = name(PeerCertificate.of(request));
        if (name != null && allowed.contains(name)) {
            chain.doFilter(request, response);
            return;
        }
        decisions.record(new Decision(
                "caller",
                false,
                request.getMethod(),
                identity.id().workload(),
                "unknown",
                String.valueOf(name),
                List.of(),
                "caller-not-allowed",
                Set.of()));
        problems.write(response, ProblemType.FORBIDDEN, null);
    }

    private @Nullable String name(@Nullable X509Certificate peer) {
        if (peer == null) {
            return null;
        }
        try {
            SpiffeId id = SpiffeId.of(peer);
            return id.trustDomain().equals(identity.id().trustDomain()) ? id.workload() : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
