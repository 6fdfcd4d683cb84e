package dev.palisade.verify.evidence;

import dev.palisade.local.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder of evidence: {@code items.jsonl}, one item in each line, each with the hash of the line before; {@code
 * manifest.json}, which names every check, the last hash and what else lies there; its signature, and the public key that fits it. Whoever has
 * the key's fingerprint from elsewhere can check all of it on any machine.
 */
public final class Evidence {

    static final String ITEMS = "items.jsonl";
    static final String MANIFEST = "manifest.json";
    static final String SIGNATURE = "manifest.sig";
    static final String KEY = "key.pem";

    private static final String NONE = "0".repeat(64);
    private static final JsonMapper LINE = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Evidence() {}

    /**
     * Writes a folder of evidence; what was there of an earlier one is replaced.
     *
     * @param attachments what lies beside the items, by the name of its file
     */
    public static void write(
            Path folder, List<Item> items, Map<String, String> attachments, Manifest manifest, InstallationKey key) {
        Map<String, String> hashes = new TreeMap<>();
        attachments.forEach((name, text) -> hashes.put(name, sha256(text.getBytes(StandardCharsets.UTF_8))));
        List<String> lines = new ArrayList<>();
        String previous = NONE;
        for (Item item : items) {
            Item chained = new Item(
                    lines.size() + 1,
                    item.control(),
                    item.claim(),
                    item.check(),
                    item.outcome(),
                    item.reason(),
                    item.findings(),
                    item.at(),
                    item.validUntil(),
                    previous);
            String line = LINE.writeValueAsString(chained);
            lines.add(line);
            previous = sha256(line.getBytes(StandardCharsets.UTF_8));
        }
        String text = Json.write(new Manifest(
                manifest.platform(),
                manifest.by(),
                manifest.begun(),
                manifest.ended(),
                manifest.revision(),
                manifest.artefacts(),
                manifest.catalogue(),
                hashes,
                items.stream().map(item -> item.control() + " " + item.check()).toList(),
                previous));
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(ITEMS), lines);
            for (Map.Entry<String, String> attachment : attachments.entrySet()) {
                Files.writeString(folder.resolve(attachment.getKey()), attachment.getValue());
            }
            Files.writeString(folder.resolve(MANIFEST), text);
            Files.writeString(folder.resolve(SIGNATURE), key.sign(text) + "\n");
            Files.writeString(folder.resolve(KEY), key.publicPem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is wrong with a folder of evidence, in sentences; empty when it is whole, as it was signed, and still holds.
     *
     * @param folder the folder
     * @param fingerprint the fingerprint of the key that must have signed it; null to believe the key that lies there
     * @param now the time
     */
    public static List<String> faults(Path folder, @Nullable String fingerprint, Instant now) {
        List<String> faults = new ArrayList<>();
        try {
            String pem = Files.readString(folder.resolve(KEY));
            String text = Files.readString(folder.resolve(MANIFEST));
            String signature = Files.readString(folder.resolve(SIGNATURE)).strip();
            if (fingerprint != null && !fingerprint.equals(InstallationKey.fingerprint(pem))) {
                faults.add("It was signed by another key: " + InstallationKey.fingerprint(pem) + ".");
            }
            if (!InstallationKey.isSigned(pem, text, signature)) {
                faults.add("The signature does not fit the manifest.");
            }
            Manifest manifest = Json.read(text, Manifest.class);
            chain(Files.readAllLines(folder.resolve(ITEMS)), manifest, now, faults);
            for (Map.Entry<String, String> attachment : manifest.attachments().entrySet()) {
                Path file = folder.resolve(Path.of(attachment.getKey()).getFileName());
                if (!sha256(Files.readAllBytes(file)).equals(attachment.getValue())) {
                    faults.add(attachment.getKey() + " is not the one that was signed.");
                }
            }
        } catch (IOException e) {
            faults.add("A part is missing: " + e.getMessage() + ".");
        } catch (JacksonException | GeneralSecurityException e) {
            faults.add("A part cannot be read: " + e.getMessage());
        }
        return faults;
    }

    private static void chain(List<String> lines, Manifest manifest, Instant now, List<String> faults) {
        String previous = NONE;
        List<String> checks = new ArrayList<>();
        for (String line : lines) {
            Item item = LINE.readValue(line, Item.class);
            if (!item.previous().equals(previous) || item.number() != checks.size() + 1) {
                faults.add("Item " + (checks.size() + 1) + " does not follow the one before it.");
            }
            if (Instant.parse(item.validUntil()).isBefore(now)) {
                faults.add("The evidence for " + item.control() + " held until " + item.validUntil() + ".");
            }
            if (Instant.parse(item.at()).isAfter(Instant.parse(manifest.ended()))
                    || Instant.parse(item.at()).isBefore(Instant.parse(manifest.begun()))) {
                faults.add("The evidence for " + item.control() + " is not of this run.");
            }
            checks.add(item.control() + " " + item.check());
            previous = sha256(line.getBytes(StandardCharsets.UTF_8));
        }
        if (!checks.equals(manifest.checks())) {
            faults.add("The items are not those of the manifest: " + checks.size() + " of "
                    + manifest.checks().size() + ".");
        }
        if (!previous.equals(manifest.last())) {
            faults.add("The last item is not the one that the manifest names.");
        }
    }

    /** The SHA-256 of bytes, in hexadecimal. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
