package dev.palisade.verify.attack;

import dev.palisade.local.Pause;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The decisions that a service has written down since this was opened. */
final class DecisionLog {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int TRIES = 30;
    private static final int PAUSE_MS = 100;

    private final String service;
    private final Path file;
    private final long from;

    DecisionLog(String service, Path file) {
        this.service = service;
        this.file = file;
        this.from = size(file);
    }

    String service() {
        return service;
    }

    /** Whether, within three seconds, a decision is there whose fields have these values. */
    boolean awaits(Map<String, String> fields) {
        for (int i = 0; i < TRIES; i++) {
            if (text().lines().anyMatch(line -> fits(line, fields))) {
                return true;
            }
            Pause.ofMillis(PAUSE_MS);
        }
        return false;
    }

    /** Whether, within three seconds, anything was written. */
    boolean awaitsMore() {
        for (int i = 0; i < TRIES && text().isEmpty(); i++) {
            Pause.ofMillis(PAUSE_MS);
        }
        return !text().isEmpty();
    }

    /** What was written since. */
    String text() {
        long begin = size(file) < from ? 0 : from; // a new file was begun meanwhile
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(begin);
            byte[] rest = new byte[(int) Math.min(log.length() - begin, 32 * 1024 * 1024)];
            log.readFully(rest);
            return new String(rest, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean fits(String line, Map<String, String> fields) {
        if (!line.contains("\"palisade.decision\"")) {
            return false;
        }
        try {
            JsonNode decision = JSON.readTree(line).path("decision");
            return fields.entrySet().stream()
                    .allMatch(
                            field -> decision.path(field.getKey()).asString("").equals(field.getValue()));
        } catch (JacksonException e) {
            return false; // half a line
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
