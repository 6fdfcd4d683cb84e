package dev.palisade.platform.vault.renewal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/** Everything with a lifetime that this process holds, renewed by one scheduler on virtual threads. */
public final class Renewals implements AutoCloseable {

    private final List<Renewal<?>> renewals = new CopyOnWriteArrayList<>();
    private final SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();
    private final Clock clock;
    private final Consumer<String> renewed;

    /** Keeps time by the clock. */
    public Renewals(Clock clock) {
        this(clock, name -> {});
    }

    /**
     * Keeps time by the clock.
     *
     * @param renewed is told the name of what was renewed, when that is in use
     */
    public Renewals(Clock clock, Consumer<String> renewed) {
        this.clock = clock;
        this.renewed = renewed;
        scheduler.setVirtualThreads(true);
        scheduler.setThreadNamePrefix("renewal-");
        scheduler.setClock(clock);
    }

    /**
     * Fetches something now, and anew as long as this process lives.
     *
     * @param name what it is, for log and health
     * @param source fetches one, with the time that it is good for
     * @param use is told of each one but the first
     * @throws RuntimeException when the first one cannot be fetched
     */
    public <T> Renewal<T> keep(String name, Supplier<Renewal.Held<T>> source, Consumer<T> use) {
        Renewal<T> renewal = new Renewal<>(
                name,
                source,
                next -> {
                    use.accept(next);
                    renewed.accept(name);
                },
                scheduler,
                clock);
        renewals.add(renewal);
        return renewal;
    }

    /** How everything stands. */
    public List<Renewal.State> states() {
        return renewals.stream().<Renewal.State>map(Renewal::state).toList();
    }

    /** Something with its life of so long from now. */
    public <T> Renewal.Held<T> from(T value, Duration life) {
        return new Renewal.Held<>(value, clock.instant(), clock.instant().plus(life));
    }

    /** The scheduler, for what belongs to a renewal and happens later. */
    public TaskScheduler scheduler() {
        return scheduler;
    }

    /** The clock. */
    public Clock clock() {
        return clock;
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
