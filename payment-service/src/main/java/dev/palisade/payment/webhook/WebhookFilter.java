package dev.palisade.payment.webhook;

import dev.palisade.platform.access.Caller;
import dev.palisade.platform.access.CallerAuthentication;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.identity.PeerCertificate;
import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Recognises the sandbox: by its certificate, and by a signature over time and body that is at most five minutes old. That
 * grants the scope {@code webhook}, and policies do the rest. A provider has no token of ours.
 */
final class WebhookFilter extends OncePerRequestFilter {

    static final String EVENT = "palisade.webhook.event";

    private static final String SENDER = "payment-sandbox";
    private static final String HEADER = "Sandbox-Signature";
    private static final String SCOPE = "webhook";
    private static final int LARGEST = 64 * 1024;

    private final List<String> secrets;
    private final DecisionLog decisions;
    private final Problems problems;
    private final JsonMapper json;
    private final Clock clock;

    WebhookFilter(List<String> secrets, DecisionLog decisions, Problems problems, JsonMapper json, Clock clock) {
        this.secrets = List.copyOf(secrets);
        this.decisions = decisions;
        this.problems = problems;
        this.json = json;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String caller = caller(request);
        if (!caller.equals(SENDER)) {
            refuse(response, caller, "unexpected-caller", ProblemType.FORBIDDEN);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            problems.write(response, ProblemType.PAYLOAD_TOO_LARGE, null);
            return;
        }
        List<String> headers = Collections.list(request.getHeaders(HEADER));
        WebhookSignature signature = headers.size() == 1 ? WebhookSignature.of(headers.getFirst()) : null;
        if (signature == null || !signature.isOf(body, secrets)) {
            refuse(response, caller, "webhook-signature", ProblemType.UNAUTHENTICATED);
            return;
        }
        if (!signature.isTimely(clock.instant())) {
            refuse(response, caller, "webhook-too-old", ProblemType.UNAUTHENTICATED);
            return;
        }
        try {
            request.setAttribute(EVENT, WebhookEvent.of(json.readTree(body)));
        } catch (JacksonException | IllegalArgumentException e) {
            problems.write(response, ProblemType.MALFORMED_BODY, null);
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new CallerAuthentication(
                new Caller(caller, caller, false, Set.of(), Set.of(SCOPE), List.of(), "", null)));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }

    private static String caller(HttpServletRequest request) {
        X509Certificate peer = PeerCertificate.of(request);
        try {
            return peer == null ? "unknown" : SpiffeId.of(peer).workload();
        } catch (IllegalArgumentException e) {
            return "unknown";
        }
    }

    private void refuse(HttpServletResponse response, String caller, String reason, ProblemType type)
            throws IOException {
        decisions.record(new Decision(
                "webhook",
                false,
                "ReceiveWebhook",
                WebhookController.PATH,
                caller,
                caller,
                List.of(),
                reason,
                Set.of()));
        problems.write(response, type, null);
    }
}
