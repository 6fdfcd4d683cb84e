package dev.palisade.platform.vault.renewal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * One thing that has a lifetime, and the rule for it: the next one is fetched when half of the life is over and a little
 * more, by chance, so that not all ask at once; the old one is kept until its end; a failed attempt is repeated after
 * pauses that grow; and at the end there is nothing.
 */
public final class Renewal<T> {

    /** When the next one is fetched, as a part of the life: between half and three fifths, well before two thirds. */
    private static final double EARLIEST = 0.5;

    private static final double LATEST = 0.6;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    private static final Logger log = LoggerFactory.getLogger(Renewal.class);

    private final String name;
    private final Supplier<Held<T>> source;
    private final Consumer<T> use;
    private final TaskScheduler scheduler;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Held<T> held;
    private volatile @Nullable String failure;
    private int attempts;

    /**
     * Fetches the first one, and the others when it is time.
     *
     * @param name what it is, for log and health
     * @param source fetches one
     * @param use is told of each one but the first; the old one is still good when it is called
     */
    Renewal(String name, Supplier<Held<T>> source, Consumer<T> use, TaskScheduler scheduler, Clock clock) {
        this.name = name;
        this.source = source;
        this.use = use;
        this.scheduler = scheduler;
        this.clock = clock;
        this.held = source.get();
        scheduleNext();
    }

    /**
     * What is held now.
     *
     * @throws IllegalStateException when its life is over
     */
    public T current() {
        Held<T> now = held;
        if (hasEnded(now)) {
            throw new IllegalStateException("The " + name + " of this process ended at " + now.until()
                    + " and could not be renewed: " + failure);
        }
        return now.value();
    }

    /**
     * Fetches another one at once because the one at hand turned out to be no good, unless somebody else just did.
     *
     * @param bad the one at hand
     * @throws RuntimeException when it cannot be fetched; the attempts go on
     */
    public T replace(T bad) {
        fetching.lock();
        try {
            if (held.value().equals(bad)) {
                fetch();
            }
            return held.value();
        } finally {
            fetching.unlock();
        }
    }

    /** How it stands. */
    public State state() {
        Held<T> now = held;
        return new State(name, now.life(), now.until(), hasEnded(now), failure);
    }

    private boolean hasEnded(Held<T> one) {
        return !clock.instant().isBefore(one.until());
    }

    private void renew() {
        fetching.lock();
        try {
            fetch();
            scheduleNext();
        } catch (RuntimeException e) {
            attempts++;
            Duration pause = pause();
            log.atWarn()
                    .addKeyValue("renewal", name)
                    .addKeyValue("heldUntil", held.until())
                    .addKeyValue("ended", hasEnded(held))
                    .addKeyValue("attempts", attempts)
                    .addKeyValue("nextAttempt", pause)
                    .addKeyValue("cause", failure)
                    .log("The {} could not be renewed", name);
            var _ = scheduler.schedule(this::renew, clock.instant().plus(pause));
        } finally {
            fetching.unlock();
        }
    }

    private void fetch() {
        try {
            Held<T> next = source.get();
            held = next;
            use.accept(next.value());
        } catch (RuntimeException e) {
            failure = String.valueOf(e.getMessage());
            throw e;
        }
        failure = null;
        attempts = 0;
        log.atInfo()
                .addKeyValue("renewal", name)
                .addKeyValue("heldUntil", held.until())
                .log("The {} was renewed", name);
    }

    private void scheduleNext() {
        Held<T> now = held;
        double part = ThreadLocalRandom.current().nextDouble(EARLIEST, LATEST);
        var _ = scheduler.schedule(
                this::renew, now.from().plusMillis((long) (now.life().toMillis() * part)));
    }

    /** Doubles with each attempt, from a fiftieth of the life to a tenth, and never to more than a minute. */
    private Duration pause() {
        Duration life = held.life();
        Duration growing = life.dividedBy(50).multipliedBy(1L << Math.min(attempts - 1, 10));
        return max(SHORTEST_PAUSE, min(growing, min(life.dividedBy(10), LONGEST_PAUSE)));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * Something with its life.
     *
     * @param value the thing
     * @param from since when it is held
     * @param until when it ends
     */
    public record Held<T>(T value, Instant from, Instant until) {

        /** @throws IllegalArgumentException when the life has ended before it began */
        public Held {
            if (!from.isBefore(until)) {
                throw new IllegalArgumentException("It had already ended at " + until + " when it was fetched at "
                        + from + ": do the clocks of Vault and this machine differ?");
            }
        }

        Duration life() {
            return Duration.between(from, until);
        }
    }

    /**
     * How it stands.
     *
     * @param name what it is
     * @param life how long the one at hand is good in all
     * @param heldUntil when the one at hand ends
     * @param ended whether it has ended
     * @param failure why the last attempt to renew it failed; null when it did not
     */
    public record State(
            String name,
            Duration life,
            Instant heldUntil,
            boolean ended,
            @Nullable String failure) {}
}
