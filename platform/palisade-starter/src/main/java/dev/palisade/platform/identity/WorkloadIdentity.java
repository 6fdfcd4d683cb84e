package dev.palisade.platform.identity;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The identity of this process, from the SSL bundle {@value #BUNDLE}. When the bundle is renewed, {@link #current()}
 * changes at once and everyone who asked through {@link #onRenewal} is told, so that new connections and new tokens use
 * the new certificate without a restart.
 */
public final class WorkloadIdentity {

    /** The name of the SSL bundle that holds the workload's key, certificate and trust anchor. */
    public static final String BUNDLE = "workload";

    private static final Logger log = LoggerFactory.getLogger(WorkloadIdentity.class);

    private final List<Consumer<Current>> listeners = new CopyOnWriteArrayList<>();
    private final Clock clock;
    private final ScopedValue<Current> kept = ScopedValue.newInstance();
    private volatile Current current;

    /** @throws IllegalStateException when the bundle's certificate names no workload */
    public WorkloadIdentity(SslBundles bundles, Clock clock) {
        this.clock = clock;
        this.current = read(bundles.getBundle(BUNDLE));
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

    /** The name of this workload; it never changes while the process runs. */
    public SpiffeId id() {
        return current.id();
    }

    /** Registers a listener which is called with each renewed identity, after {@link #current()} has changed. */
    public void onRenewal(Consumer<Current> listener) {
        listeners.add(listener);
    }

    private void renew(SslBundle bundle) {
        Current renewed = read(bundle);
        if (!renewed.id().equals(current.id())) {
            throw new IllegalStateException(
                    "The renewed certificate names " + renewed.id() + ", this process is " + current.id());
        }
        current = renewed;
        log.atInfo()
                .addKeyValue("workload", renewed.id())
                .addKeyValue("notAfter", renewed.certificate().getNotAfter().toInstant())
                .log("Workload identity renewed");
        listeners.forEach(listener -> listener.accept(renewed));
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
