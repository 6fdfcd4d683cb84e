package dev.palisade.platform.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Counts requests as {@code palisade.calls} by the workload at the other end, as its certificate names it: {@code none}
 * where there is no certificate, {@code foreign} where it names no workload of this trust domain.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class CallMeter extends OncePerRequestFilter {

    private final Meter.MeterProvider<Counter> calls;
    private final WorkloadIdentity identity;

    CallMeter(MeterRegistry meters, WorkloadIdentity identity) {
        this.calls = Counter.builder("palisade.calls")
                .description("Requests by the workload that made them")
                .withRegistry(meters);
        this.identity = identity;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        calls.withTag("caller", caller(request)).increment();
        chain.doFilter(request, response);
    }

    private String caller(HttpServletRequest request) {
        X509Certificate peer = PeerCertificate.of(request);
        if (peer == null) {
            return "none";
        }
        try {
            SpiffeId id = SpiffeId.of(peer);
            return id.trustDomain().equals(identity.id().trustDomain()) ? id.workload() : "foreign";
        } catch (IllegalArgumentException e) {
            return "foreign";
        }
    }
}
