package dev.palisade.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * One start of the platform: all of it or nothing. Unless {@link #complete} was reached, closing it stops everything that
 * it started, and so does Ctrl-C.
 */
final class Startup implements AutoCloseable {

    private static final int LOG_LINES = 12;

    private final Home home;
    private final Processes processes;
    private final Progress progress;
    private final Duration patience;
    private final Set<String> started = new LinkedHashSet<>();
    private final List<Runnable> undo = new ArrayList<>();
    private final AtomicBoolean settled = new AtomicBoolean();
    private final Thread hook = new Thread(this::undoUnlessSettled);

    Startup(Home home, Processes processes, Progress progress, Duration patience) {
        this.home = home;
        this.processes = processes;
        this.progress = progress;
        this.patience = patience;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** What to do as well when the start fails. */
    synchronized void onFailure(Runnable action) {
        undo.add(action);
    }

    /** Starts those that do not run in this version, all at once, and waits until every one is ready. */
    void start(Collection<Part> parts) {
        Map<String, Part> waiting = new TreeMap<>();
        BlockingQueue<Result> results = new LinkedBlockingQueue<>();
        List<Thread> watchers = new ArrayList<>();
        for (Part part : parts) {
            Run run = launch(part);
            waiting.put(part.name(), part);
            watchers.add(Thread.ofVirtual().start(() -> watch(part, run, results)));
        }
        Instant begin = Instant.now();
        try {
            while (!waiting.isEmpty()) {
                progress.working(Duration.between(begin, Instant.now()).toSeconds() + " s, waiting for "
                        + String.join(", ", waiting.keySet()));
                Result result = results.poll(500, TimeUnit.MILLISECONDS);
                if (result == null) {
                    continue;
                }
                if (!result.ready()) {
                    throw new PlatformException(result.text() + "\n" + lastLines(result.name()));
                }
                waiting.remove(result.name());
                progress.done(result.text());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The start was interrupted.", e);
        } finally {
            watchers.forEach(Thread::interrupt);
        }
    }

    /** Everything runs; from now on it stays. */
    void complete() {
        settled.set(true);
    }

    @Override
    public void close() {
        undoUnlessSettled();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This JVM is ending already, and the hook finds nothing left to do.
        }
    }

    /** Starts one that does not run in this version, without waiting for it; {@link #start} does that later. */
    synchronized Run launch(Part part) {
        Run current = processes.running(part.name()).orElse(null);
        if (current != null && current.version().equals(part.version())) {
            return current;
        }
        if (current != null) {
            progress.working("stopping the former " + part.name());
            processes.stop(List.of(part.name()));
        }
        if (settled.get()) {
            throw new PlatformException("The start was interrupted.");
        }
        started.add(part.name());
        return processes.start(part);
    }

    private void watch(Part part, Run run, BlockingQueue<Result> results) {
        Instant end = Instant.now().plus(patience);
        boolean before = run.startedInMs() != null;
        while (!Thread.currentThread().isInterrupted()) {
            if (run.process().isEmpty()) {
                results.add(new Result(part.name(), false, part.name() + " stopped while it was starting."));
                return;
            }
            if (part.ready().getAsBoolean()) {
                long milliseconds =
                        Duration.between(run.startInstant(), Instant.now()).toMillis();
                if (!before) {
                    processes.remember(run.readyAfter(milliseconds));
                }
                String text = before
                        ? part.name() + " runs already"
                        : String.format(Locale.ROOT, "%s ready in %.1f s", part.name(), milliseconds / 1000.0);
                results.add(new Result(part.name(), true, text));
                return;
            }
            if (Instant.now().isAfter(end)) {
                String text = part.name() + " runs, but was not ready within " + patience.toSeconds() + " seconds.";
                results.add(new Result(part.name(), false, text));
                return;
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void undoUnlessSettled() {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        synchronized (this) {
            processes.stop(started);
            undo.reversed().forEach(Runnable::run);
        }
    }

    private String lastLines(String name) {
        Path log = home.log(name);
        try {
            List<String> lines = Files.readAllLines(log);
            String last = lines.stream()
                    .skip(Math.max(0, lines.size() - LOG_LINES))
                    .map(LogLine::readable)
                    .collect(Collectors.joining("\n  "));
            return "Its last lines:\n  " + last + "\nThe whole log is " + log;
        } catch (IOException e) {
            return "It wrote no log.";
        }
    }

    private record Result(String name, boolean ready, String text) {}
}
