package dev.palisade.platform.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the request that this thread serves may still take. Calls to neighbours wait no longer than that, and tell them
 * in {@value #HEADER}, so that nobody works for a caller who has gone.
 */
public final class TimeBudget {

    /** The header field between workloads: milliseconds, a whole number. */
    public static final String HEADER = "Palisade-Time-Budget";

    private static final ThreadLocal<@Nullable Long> DEADLINE = new ThreadLocal<>();

    private TimeBudget() {}

    /** Runs with so much time, or with what was left before when that is less. */
    public static <E extends Exception> void within(Duration budget, Action<E> action) throws E {
        Long before = DEADLINE.get();
        long deadline = System.nanoTime() + budget.toNanos();
        DEADLINE.set(before == null || deadline - before < 0 ? Long.valueOf(deadline) : before);
        try {
            action.run();
        } finally {
            if (before == null) {
                DEADLINE.remove();
            } else {
                DEADLINE.set(before);
            }
        }
    }

    /** What is left for a call that would wait so long by itself; zero or less when nothing is. */
    static Duration left(Duration usual) {
        Long deadline = DEADLINE.get();
        if (deadline == null) {
            return usual;
        }
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        return left.compareTo(usual) < 0 ? left : usual;
    }

    /** What runs within a budget. */
    @FunctionalInterface
    public interface Action<E extends Exception> {
        void run() throws E;
    }
}
