package dev.palisade.local.events;

import dev.palisade.local.Digest;
import dev.palisade.local.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * What was found in a file of security events.
 *
 * @param file the file
 * @param events how many events it holds
 * @param last the hash of the last one
 * @param findings what is wrong; none when the chain is whole
 */
public record EventChain(String file, long events, String last, List<Finding> findings) {

    private static final String BEGINNING = "0".repeat(64);
    private static final Pattern LINE = Pattern.compile("(\\{.*),\"event\\.hash\":\"([0-9a-f]{64})\"}", Pattern.DOTALL);
    private static final String SAID = "\"palisade.events\"";

    public EventChain {
        findings = List.copyOf(findings);
    }

    /**
     * Looks at a file; one that is not there has no events.
     *
     * @param file events, one a line
     * @param logs what the same process wrote to its log, where it says from time to time how far the chain has come
     */
    public static EventChain of(Path file, List<Path> logs) {
        Map<Long, String> said = new HashMap<>();
        logs.forEach(log -> said.putAll(said(log)));
        List<Finding> findings = new ArrayList<>();
        long number = 0;
        long sequence = 0;
        String hash = BEGINNING;
        try (BufferedReader lines =
                Files.exists(file) ? Files.newBufferedReader(file) : new BufferedReader(Reader.nullReader())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                Matcher parts = LINE.matcher(line);
                Map<?, ?> event = parts.matches() ? event(line) : Map.of();
                if (!parts.matches() || !(event.get("event.sequence") instanceof Number place)) {
                    findings.add(new Finding(number, "no event"));
                    continue;
                }
                if (!Digest.sha256(parts.group(1) + "}").equals(parts.group(2))) {
                    findings.add(new Finding(number, "changed"));
                }
                if (place.longValue() != sequence + 1 || !hash.equals(event.get("palisade.previous_hash"))) {
                    findings.add(new Finding(number, "does not follow the one before it"));
                }
                sequence = place.longValue();
                hash = parts.group(2);
                String known = said.remove(sequence);
                if (known != null && !known.equals(hash)) {
                    findings.add(new Finding(number, "another one than the log knows"));
                }
            }
        } catch (MalformedInputException e) {
            findings.add(new Finding(number + 1, "no text"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ".", e);
        }
        said.keySet().stream()
                .max(Long::compare)
                .ifPresent(missing -> findings.add(new Finding(missing, "missing, and the log knows it")));
        return new EventChain(file.toString(), number, hash, findings);
    }

    private static Map<?, ?> event(String line) {
        try {
            return Json.read(line, Map.class);
        } catch (JacksonException e) {
            return Map.of();
        }
    }

    /** The hashes that a log knows, by the number of the event. */
    private static Map<Long, String> said(Path log) {
        Map<Long, String> said = new HashMap<>();
        if (!Files.exists(log)) {
            return said;
        }
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            lines.filter(line -> line.contains(SAID)).map(EventChain::event).forEach(entry -> {
                if (entry.get("events") instanceof Map<?, ?> end && end.get("sequence") instanceof Number sequence) {
                    said.put(sequence.longValue(), String.valueOf(end.get("hash")));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + log + ".", e);
        }
        return said;
    }

    /**
     * Something that is wrong.
     *
     * @param line the line, or the number of the event where there is no line
     * @param what what is wrong with it
     */
    public record Finding(long line, String what) {}
}
