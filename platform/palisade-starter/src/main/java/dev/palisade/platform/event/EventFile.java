package dev.palisade.platform.event;

import dev.palisade.platform.hash.Sha256;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of events, one JSON object a line. Each has the number after the one before it, that one's hash, and, as its last
 * field, its own: SHA-256 over the line without that field. One thread writes, so that nobody who reports an event waits
 * for a disk. What cannot be taken or written is counted, said in the log, and said by the next event that is written.
 *
 * <p>Whoever cuts off the end leaves a whole chain. So the log, which goes another way, says from time to time how far the
 * chain has come.
 */
final class EventFile implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger("palisade.events");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final int MOST_WAITING = 10_000; // some megabytes
    private static final int MOST_AT_ONCE = 500;
    private static final Duration SAID_EVERY = Duration.ofSeconds(10);
    private static final FileAttribute<?> OURS_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Clock clock;
    private final FileChannel channel;
    private final BlockingQueue<Map<String, Object>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final Counter allLost;
    private final Counter written;
    private final Thread writer = Thread.ofPlatform().name("security-events").unstarted(this::write);

    private volatile boolean closed;
    private ChainEnd end;
    private long size;
    private ChainEnd said;
    private Instant saidAt = Instant.MIN;
    private boolean failing;

    /**
     * Opens the file, and goes on where its chain ends.
     *
     * @throws IllegalStateException when another process writes it
     */
    EventFile(Path file, Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.allLost = Counter.builder("palisade.events.lost")
                .description("Security events that could not be written")
                .register(meters);
        this.written = Counter.builder("palisade.events.written")
                .description("Security events that were written")
                .register(meters);
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling("."));
            this.channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    OURS_ONLY);
            if (channel.tryLock() == null) {
                throw new IllegalStateException("Another process writes " + file);
            }
            this.end = ChainEnd.of(channel);
            this.said = end;
            this.size = channel.position();
        } catch (IOException e) {
            throw new UncheckedIOException("There is no writing security events to " + file, e);
        }
        writer.start();
    }

    /** Takes an event; it gets its time now and its place when it is written. */
    void add(Map<String, Object> fields) {
        Map<String, Object> event = new TreeMap<>(fields);
        event.put("@timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        if (closed || !waiting.offer(event)) {
            lose(1);
        }
    }

    /** Writes what waits, and says where the chain ends. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(Duration.ofSeconds(5));
            channel.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.error("The security events could not be closed", e);
        }
    }

    private void write() {
        while (!closed || !waiting.isEmpty()) {
            try {
                Map<String, Object> first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<Map<String, Object>> batch = new ArrayList<>(List.of(first));
                    waiting.drainTo(batch, MOST_AT_ONCE - 1);
                    append(batch);
                }
                say(false);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (RuntimeException e) {
                lose(1);
                log.error("A security event could not be written", e);
            }
        }
        say(true);
    }

    private void append(List<Map<String, Object>> batch) {
        long before = lost.get();
        StringBuilder lines = new StringBuilder();
        ChainEnd next = end;
        for (Map<String, Object> event : batch) {
            if (before > 0 && lines.isEmpty()) {
                event.put("palisade.events_lost", before);
            }
            event.put("event.sequence", next.sequence() + 1);
            event.put("palisade.previous_hash", next.hash());
            String content = JSON.writeValueAsString(event);
            String hash = Sha256.hex(content);
            lines.append(content, 0, content.length() - 1)
                    .append(",\"event.hash\":\"")
                    .append(hash)
                    .append("\"}\n");
            next = new ChainEnd(next.sequence() + 1, hash);
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            long length = bytes.remaining();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
            end = next;
            size += length;
            lost.addAndGet(-before);
            written.increment(batch.size());
            if (failing) {
                failing = false;
                log.warn("Security events are written again; {} were lost", before);
            }
        } catch (IOException e) {
            lose(batch.size());
            if (!failing) {
                failing = true;
                log.error("Security events are being lost", e);
            }
            takeBack();
        }
    }

    /** Half a line would break the chain for whoever reads it. */
    private void takeBack() {
        try {
            channel.truncate(size);
            channel.position(size);
        } catch (IOException e) {
            log.error("The file of security events may end with half a line", e);
        }
    }

    private void lose(int number) {
        if (lost.getAndAdd(number) == 0) {
            log.atError().log("Security events are being lost: they cannot be taken or written fast enough, or at all");
        }
        allLost.increment(number);
    }

    private void say(boolean now) {
        Instant time = clock.instant();
        if (!end.equals(said) && (now || !time.isBefore(saidAt.plus(SAID_EVERY)))) {
            said = end;
            saidAt = time;
            log.atInfo()
                    .addKeyValue("events", Map.of("sequence", end.sequence(), "hash", end.hash()))
                    .log("{} security events so far", end.sequence());
        }
    }
}
