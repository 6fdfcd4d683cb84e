package dev.palisade.gateway.throttle;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;

/**
 * The Valkey in which all gateways keep their buckets, reached over mutual TLS in the name of this workload. It may be
 * lost and come back at any time: a request waits for it {@link #PATIENCE} at most, and after a failure nobody asks it
 * again until it was found anew. The gauge {@code palisade.throttle.store.lost} is 1 meanwhile, and the log says so once.
 */
final class ThrottleStore implements AutoCloseable {

    /** How all keys begin; Valkey lets the gateway touch no others. */
    static final String PREFIX = "throttle:";

    /** The user of Valkey. */
    static final String USER = "gateway";

    /** How long one request waits for the store. */
    static final Duration PATIENCE = Duration.ofMillis(100);

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(ThrottleStore.class);

    private final RedisURI server;
    private final Supplier<SslBundle> identity;
    private final RedisClient client = RedisClient.create();
    private final Thread keeper =
            Thread.ofPlatform().name("throttle-store").daemon().unstarted(this::keep);

    private volatile @Nullable Session session;
    private volatile boolean lost;

    /** @param identity the certificate of now; another one when it has been renewed */
    ThrottleStore(StoreProperties properties, Supplier<SslBundle> identity, MeterRegistry meters) {
        String[] parts = properties.requiredServer().split(":", 2);
        this.server = RedisURI.builder()
                .withHost(parts[0])
                .withPort(Integer.parseInt(parts[1]))
                .withSsl(true)
                .withVerifyPeer(SslVerifyMode.FULL)
                .withAuthentication(USER, properties.requiredPassword().toCharArray())
                .withTimeout(CONNECT_PATIENCE)
                .build();
        this.identity = identity;
        Gauge.builder("palisade.throttle.store.lost", this, store -> store.lost ? 1 : 0)
                .description("Whether the shared buckets cannot be reached")
                .register(meters);
        connect();
        keeper.start();
    }

    /** Takes so much from the bucket of that name; empty when the store is lost. */
    Optional<ConsumptionProbe> take(String key, BucketConfiguration configuration, int cost) {
        Session current = session;
        if (current == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    current.buckets.getProxy(key, () -> configuration).tryConsumeAndReturnRemaining(cost));
        } catch (RuntimeException e) {
            if (session == current) {
                session = null;
                current.end();
                lose(e);
            }
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        keeper.interrupt();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }

    private void keep() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                return;
            }
            connect();
        }
    }

    /** Connects when there is no connection, or when the one there is shows a certificate that has been renewed. */
    private void connect() {
        SslBundle now = identity.get();
        Session current = session;
        if (current != null && current.isOf(now)) {
            return;
        }
        try {
            client.setOptions(options(now));
            StatefulRedisConnection<String, byte[]> connection =
                    client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), server);
            session = new Session(now, connection);
            if (lost) {
                lost = false;
                log.info("Valkey is back: the throttle's buckets are shared again");
            }
        } catch (RuntimeException e) {
            session = null;
            lose(e);
        } finally {
            if (current != null && session != current) {
                current.end();
            }
        }
    }

    private void lose(RuntimeException cause) {
        if (!lost) {
            lost = true;
            log.atWarn()
                    .addKeyValue("cause", cause.toString())
                    .log("Valkey is lost: each gateway throttles by itself, with a part of every budget");
        }
    }

    private static ProxyManager<String> buckets(StatefulRedisConnection<String, byte[]> connection) {
        return Bucket4jLettuce.casBasedBuilder(connection)
                .requestTimeout(PATIENCE)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(10)))
                .build();
    }

    private static ClientOptions options(SslBundle identity) {
        return ClientOptions.builder()
                .autoReconnect(false) // the keeper does it, with the certificate of then
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECT_PATIENCE).build())
                .sslOptions(SslOptions.builder()
                        .jdkSslProvider()
                        .protocols("TLSv1.3")
                        .keyManager(identity.getManagers().getKeyManagerFactory())
                        .trustManager(identity.getManagers().getTrustManagerFactory())
                        .build())
                .build();
    }

    /** One connection, made with one certificate. */
    private static final class Session {

        private final SslBundle identity;
        private final StatefulRedisConnection<String, byte[]> connection;
        private final ProxyManager<String> buckets;

        Session(SslBundle identity, StatefulRedisConnection<String, byte[]> connection) {
            this.identity = identity;
            this.connection = connection;
            this.buckets = buckets(connection);
        }

        boolean isOf(SslBundle now) {
            return connection.isOpen() && identity.equals(now);
        }

        /** Closing waits for the other side, and no request is to wait for that. */
        void end() {
            Thread.startVirtualThread(connection::close);
        }
    }
}
