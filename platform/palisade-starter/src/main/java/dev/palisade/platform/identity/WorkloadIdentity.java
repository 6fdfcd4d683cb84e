package dev.palisade.platform.identity;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The identity of this process, from the SSL bundle {@value #BUNDLE}. When the bundle is renewed, what was
 * registered through {@link #beforeRenewal} makes connections and gets tokens with the new certificate, and then
 * {@link #current()} changes: no restart, and no request that waits for either.
 */
public final class WorkloadIdentity {

    /** The name of the SSL bundle that holds the workload's key, certificate and trust anchor. */
    public static final String BUNDLE = "workload";

    private static final Logger log = LoggerFactory.getLogger(WorkloadIdentity.class);

    private static final Duration LONGEST_PREPARATION = Duration.ofSeconds(5);

    private final List<Runnable> preparations = new CopyOnWriteArrayList<>();
    private final Clock clock;
    private final ScopedValue<Current> kept = ScopedValue.newInstance();
    private volatile Current current;
    private volatile Instant since;

    /** @throws IllegalStateException when the bundle's certificate names no workload */
    public WorkloadIdentity(SslBundles bundles, Clock clock) {
        this.clock = clock;
        this.current = read(bundles.getBundle(BUNDLE));
        this.since = clock.instant();
        bundles.addBundleUpdateHandler(BUNDLE, this::renew);
    }

    /** The identity as it is now, or as it was when the action of {@link #keep} began that this thread is in. */
    public Current current() {
        return kept.orElse(current);
    }

    /**
     * Does something with one identity from beginning to end. A token is bound to the certificate of its moment, and is
     * refused on a connection with the next one; both are valid for long after a renewal.
     *
     * @throws X what the action throws
     */
    public <T extends @Nullable Object, X extends Throwable> T keep(ScopedValue.CallableOp<T, X> action) throws X {
        return ScopedValue.where(kept, current()).call(action);
    }

    /**
     * Whether the certificate's time is over and no new one has come. Nobody believes such an identity, so nothing is
     * served with it and nothing is asked in its name.
     */
    public boolean hasEnded() {
        return clock.instant().isAfter(current.certificate().getNotAfter().toInstant());
    }

    /** How many seconds the certificate is still good; below zero when it has ended. */
    double remainingSeconds() {
        return seconds(Duration.between(
                clock.instant(), current.certificate().getNotAfter().toInstant()));
    }

    /** How many seconds the certificate was still good when it came into use; its own beginning may lie before that. */
    double lifeSeconds() {
        return seconds(
                Duration.between(since, current.certificate().getNotAfter().toInstant()));
    }

    /** The name of this workload; it never changes while the process runs. */
    public SpiffeId id() {
        return current.id();
    }

    /**
     * Registers what makes a renewed identity ready. It runs with the renewed identity while everybody else still has the
     * former, and is not waited for longer than five seconds, nor longer than the former is good.
     */
    public void beforeRenewal(Runnable preparation) {
        preparations.add(preparation);
    }

    private void renew(SslBundle bundle) {
        Current renewed = read(bundle);
        if (!renewed.id().equals(current.id())) {
            throw new IllegalStateException(
                    "The renewed certificate names " + renewed.id() + ", this process is " + current.id());
        }
        prepare(renewed);
        current = renewed;
        since = clock.instant();
        log.atInfo()
                .addKeyValue("workload", renewed.id())
                .addKeyValue("notAfter", renewed.certificate().getNotAfter().toInstant())
                .log("Workload identity renewed");
    }

    private void prepare(Current renewed) {
        Duration left = Duration.between(
                clock.instant(), current.certificate().getNotAfter().toInstant());
        Duration patience = left.compareTo(LONGEST_PREPARATION) < 0 ? left : LONGEST_PREPARATION;
        Thread thread = Thread.ofVirtual()
                .name("identity-preparation")
                .start(() -> ScopedValue.where(kept, renewed).run(() -> preparations.forEach(Runnable::run)));
        try {
            if (patience.isPositive() && !thread.join(patience)) {
                log.info("The renewed identity is used before everything is prepared for it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static Current read(SslBundle bundle) {
        try {
            KeyStore keys = bundle.getStores().getKeyStore();
            if (keys == null || !keys.aliases().hasMoreElements()) {
                throw new IllegalStateException("The SSL bundle '" + BUNDLE + "' has no key");
            }
            if (!(keys.getCertificate(keys.aliases().nextElement()) instanceof X509Certificate certificate)) {
                throw new IllegalStateException("The SSL bundle '" + BUNDLE + "' has no certificate");
            }
            return new Current(SpiffeId.of(certificate), certificate, Thumbprint.of(certificate), bundle);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("The SSL bundle '" + BUNDLE + "' holds no workload identity", e);
        }
    }

    /**
     * One generation of the identity.
     *
     * @param id the workload's name
     * @param certificate its certificate
     * @param thumbprint the certificate's thumbprint, to which tokens for this workload are bound
     * @param bundle the key, certificate chain and trust anchor
     */
    public record Current(SpiffeId id, X509Certificate certificate, String thumbprint, SslBundle bundle) {}
}
