package dev.palisade.platform.vault.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.palisade.platform.vault.renewal.Renewal;
import dev.palisade.platform.vault.renewal.Renewals;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Opens the pool's connections as the user of the moment. When there is a new one, the pool's connections are replaced
 * one by one as they come back, so that none is in use when its user ends; when PostgreSQL does not know the user any
 * more, another one is made at once; and when the user has ended and there is no other, the pool ends with it, though
 * PostgreSQL itself would let the open connections go on.
 */
final class LeasedConnections extends DriverManagerDataSource {

    /** What PostgreSQL says to a user or a password that it does not accept (class 28). */
    private static final String REFUSED_USER = "28";

    private static final Duration SHORTEST_MAX_LIFETIME = Duration.ofSeconds(30);
    private static final Duration JUST_AFTER = Duration.ofMillis(50); // a scheduler may be early by a tick
    private static final Logger log = LoggerFactory.getLogger(LeasedConnections.class);

    private final HikariDataSource pool;
    private final Renewals renewals;
    private final Renewal<Credentials> user;

    /**
     * Takes the pool over.
     *
     * @throws RuntimeException when Vault gives no user
     */
    LeasedConnections(HikariDataSource pool, DatabaseUsers users, Renewals renewals) {
        super(pool.getJdbcUrl());
        this.pool = pool;
        this.renewals = renewals;
        this.user = renewals.keep("database user", users::app, renewed -> replaceConnections());
        Duration life =
                Duration.between(renewals.clock().instant(), user.state().heldUntil());
        pool.setMaxLifetime(Math.max(SHORTEST_MAX_LIFETIME.toMillis(), life.toMillis()));
        pool.setDataSource(this);
        watchEnd();
    }

    @Override
    public Connection getConnection() throws SQLException {
        Credentials now = current();
        try {
            return super.getConnection(now.username(), now.password());
        } catch (SQLException e) {
            if (!String.valueOf(e.getSQLState()).startsWith(REFUSED_USER)) {
                throw e;
            }
            log.atWarn()
                    .addKeyValue("user", now.username())
                    .addKeyValue("sqlState", e.getSQLState())
                    .log("PostgreSQL refuses a database user whose time is not over");
            Credentials next = user.replace(now);
            return super.getConnection(next.username(), next.password());
        }
    }

    /** The name that the pool is configured with is not the one that Vault made. */
    @Override
    public Connection getConnection(@Nullable String ignoredUser, @Nullable String ignoredPassword)
            throws SQLException {
        return getConnection();
    }

    private Credentials current() throws SQLException {
        try {
            return user.current();
        } catch (IllegalStateException ended) {
            throw new SQLTransientConnectionException(ended.getMessage(), ended);
        }
    }

    private void replaceConnections() {
        evict();
        watchEnd();
        // A connection that was being opened as the old user a moment ago is in the pool by then.
        Duration life =
                Duration.between(renewals.clock().instant(), user.state().heldUntil());
        Instant again = renewals.clock().instant().plus(life.dividedBy(10));
        var _ = renewals.scheduler().schedule(this::evict, again);
    }

    private void watchEnd() {
        var _ = renewals.scheduler()
                .schedule(this::endWithUser, user.state().heldUntil().plus(JUST_AFTER));
    }

    private void endWithUser() {
        if (user.state().ended()) {
            evict();
        }
    }

    private void evict() {
        HikariPoolMXBean connections = pool.getHikariPoolMXBean();
        if (connections != null) {
            connections.softEvictConnections();
        }
    }
}
