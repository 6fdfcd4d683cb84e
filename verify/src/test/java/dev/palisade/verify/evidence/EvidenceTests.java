package dev.palisade.verify.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.verify.attack.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence that was changed by anybody, in any part, is not believed. */
class EvidenceTests {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path folder;

    @TempDir
    private Path keys;

    @SuppressWarnings("NullAway.Init") // set before each
    private InstallationKey key;

    @BeforeEach
    void evidence() {
        key = InstallationKey.in(keys);
        Evidence.write(
                folder,
                List.of(item("C-A"), item("C-B"), item("C-C")),
                Map.of("landscape.json", "{}"),
                manifest(),
                key);
    }

    @Test
    void faultsWhenAsSignedThenNone() {
        assertThat(Evidence.faults(folder, key.fingerprint(), NOW)).isEmpty();
        assertThat(Evidence.faults(folder, null, NOW)).isEmpty();
    }

    @Test
    void faultsWhenAnItemIsEditedThenRejected() throws IOException {
        edit(Evidence.ITEMS, "not run", "satisfied");
        assertThat(faults()).contains("Item 2 does not follow the one before it.");
    }

    @Test
    void faultsWhenAnAttachmentIsEditedOrGoneThenRejected() throws IOException {
        edit("landscape.json", "{}", "{ }");
        assertThat(faults()).containsExactly("landscape.json is not the one that was signed.");
        Files.delete(folder.resolve("landscape.json"));
        assertThat(faults()).singleElement().asString().contains("missing", "landscape.json");
    }

    @Test
    void faultsWhenTheLastItemIsEditedThenRejected() throws IOException {
        List<String> lines = lines();
        lines.set(2, lines.get(2).replace("not run", "satisfied"));
        Files.write(folder.resolve(Evidence.ITEMS), lines);
        assertThat(faults()).containsExactly("The last item is not the one that the manifest names.");
    }

    @Test
    void faultsWhenAnItemIsMissingThenRejected() throws IOException {
        for (int missing = 0; missing < 3; missing++) {
            evidence();
            List<String> lines = lines();
            lines.remove(missing);
            Files.write(folder.resolve(Evidence.ITEMS), lines);
            assertThat(faults()).as("item " + missing).contains("The items are not those of the manifest: 2 of 3.");
        }
    }

    @Test
    void faultsWhenItemsAreInAnotherOrderThenRejected() throws IOException {
        List<String> lines = lines();
        Collections.swap(lines, 0, 1);
        Files.write(folder.resolve(Evidence.ITEMS), lines);
        assertThat(faults()).isNotEmpty();
    }

    @Test
    void faultsWhenTheManifestIsEditedThenRejected() throws IOException {
        edit(Evidence.MANIFEST, "https://localhost:8443", "https://elsewhere");
        assertThat(faults()).containsExactly("The signature does not fit the manifest.");
    }

    @Test
    void faultsWhenSignedByAnotherKeyThenRejected(@TempDir Path others) throws IOException {
        Evidence.write(folder, List.of(item("C-A")), Map.of(), manifest(), InstallationKey.in(others));
        assertThat(Evidence.faults(folder, null, NOW)).isEmpty(); // whole, of whoever it is
        assertThat(faults()).singleElement().asString().startsWith("It was signed by another key");
        Files.writeString(folder.resolve(Evidence.KEY), key.publicPem());
        assertThat(faults()).containsExactly("The signature does not fit the manifest.");
    }

    @Test
    void faultsWhenTooOldThenRejected() {
        assertThat(Evidence.faults(folder, null, NOW.plus(Duration.ofDays(31))))
                .contains("The evidence for C-A held until 2026-12-25T12:00:00Z.");
    }

    @Test
    void faultsWhenItemsOfAnotherRunAreMixedInThenRejected() {
        Item early = new Item(
                1,
                "C-A",
                "claim",
                "check",
                "satisfied",
                "",
                List.of(),
                "2026-11-24T12:00:00Z",
                "2026-12-25T12:00:00Z",
                "");
        Evidence.write(folder, List.of(early), Map.of(), manifest(), key);
        assertThat(faults()).containsExactly("The evidence for C-A is not of this run.");
    }

    @Test
    void faultsWhenAPartIsMissingOrBrokenThenRejectedInWords() throws IOException {
        for (String part : List.of(Evidence.ITEMS, Evidence.MANIFEST, Evidence.SIGNATURE, Evidence.KEY)) {
            evidence();
            Files.delete(folder.resolve(part));
            assertThat(faults()).as(part).isNotEmpty();
        }
        evidence();
        Files.writeString(folder.resolve(Evidence.ITEMS), "{");
        assertThat(faults()).isNotEmpty();
        evidence();
        Files.writeString(folder.resolve(Evidence.SIGNATURE), "no signature");
        assertThat(faults()).containsExactly("The signature does not fit the manifest.");
    }

    @Test
    void keyWhenMadeThenOnlyTheOwnerReadsItAndItStays() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve("evidence.key"))))
                .isEqualTo("rw-------");
        assertThat(InstallationKey.in(keys).fingerprint()).isEqualTo(key.fingerprint());
    }

    private List<String> faults() {
        return Evidence.faults(folder, key.fingerprint(), NOW);
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(folder.resolve(Evidence.ITEMS)));
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(file), text.replace(from, to));
    }

    private static Item item(String control) {
        return new Item(
                1,
                control,
                "It holds",
                "attack:Some.one",
                "not run",
                "the key lies in no file",
                List.of(new Finding("it holds", true, "it held")),
                NOW.toString(),
                NOW.plus(Duration.ofDays(30)).toString(),
                "");
    }

    private static Manifest manifest() {
        return new Manifest(
                "https://localhost:8443",
                "somebody",
                NOW.minusSeconds(1).toString(),
                NOW.plusSeconds(60).toString(),
                "",
                Map.of("gateway", "00"),
                "00",
                Map.of(),
                List.of(),
                "");
    }
}
