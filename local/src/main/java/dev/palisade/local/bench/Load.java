package dev.palisade.local.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A closed loop: so many callers, each sends its next request when it has the answer to the last.
 *
 * @param requests how many were answered
 * @param failures how many of them not as they should be
 * @param perSecond answers in a second
 * @param p50Ms half were faster, in milliseconds
 * @param p99Ms 99 of 100 were faster, in milliseconds
 */
public record Load(long requests, long failures, double perSecond, double p50Ms, double p99Ms) {

    /** Sends requests for so long, or so many of each caller, whichever ends first. */
    static Load run(List<? extends Callable<Boolean>> callers, Duration duration, int most) {
        return run(callers, duration, most, Duration.ZERO);
    }

    /**
     * The same, each caller at most once in the pause: a constant load, as long as answers come in time.
     *
     * @param pause from one request of a caller to its next
     */
    static Load run(List<? extends Callable<Boolean>> callers, Duration duration, int most, Duration pause) {
        long begin = System.nanoTime();
        long end = begin + duration.toNanos();
        List<long[]> samples = new ArrayList<>();
        long failures = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Samples>> running = callers.stream()
                    .map(caller -> threads.submit(() -> loop(caller, end, most, pause)))
                    .toList();
            for (Future<Samples> each : running) {
                samples.add(each.get().nanos());
                failures += each.get().failures();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A request could not be sent: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The measurement was interrupted.", e);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long[] all = samples.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Load(
                all.length,
                failures,
                round(all.length / seconds),
                round(percentile(all, 50) / 1e6),
                round(percentile(all, 99) / 1e6));
    }

    private static Samples loop(Callable<Boolean> caller, long end, int most, Duration pause) throws Exception {
        long[] nanos = new long[1024];
        int count = 0;
        long failures = 0;
        while (count < most && System.nanoTime() < end) {
            long begin = System.nanoTime();
            if (!caller.call()) {
                failures++;
            }
            long took = System.nanoTime() - begin;
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = took;
            Thread.sleep(Math.max(0, pause.toMillis() - took / 1_000_000));
        }
        return new Samples(Arrays.copyOf(nanos, count), failures);
    }

    private static long percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }

    @SuppressWarnings("ArrayRecordComponent") // lives for one statement
    private record Samples(long[] nanos, long failures) {}
}
