package dev.palisade.platform.problem;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * A failure that may mean that something this process depends on is away. The caller is then told to come back later
 * (503) and not that the request is at fault or this process broken.
 */
public interface Outage {

    /** The class of SQLSTATE for connections that cannot be made or have ended (ISO/IEC 9075-2). */
    String CONNECTION_EXCEPTION = "08";

    /** Whether it is. */
    boolean isOutage();

    /** Whether a failure, or what caused it, is an outage; a database that cannot be reached is one as well. */
    static boolean causes(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean outage = switch (cause) {
                case Outage possible -> possible.isOutage();
                case SQLTransientConnectionException none -> true;
                case SQLException sql -> String.valueOf(sql.getSQLState()).startsWith(CONNECTION_EXCEPTION);
                default -> false;
            };
            if (outage) {
                return true;
            }
        }
        return false;
    }
}
