package dev.palisade.verify.report;

import dev.palisade.local.Json;
import dev.palisade.local.Platform;
import dev.palisade.verify.CheckResult;
import dev.palisade.verify.ControlResult;
import dev.palisade.verify.evidence.Evidence;
import dev.palisade.verify.evidence.InstallationKey;
import dev.palisade.verify.evidence.Item;
import dev.palisade.verify.evidence.Manifest;
import dev.palisade.verify.landscape.Landscape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run, ready to be written down.
 *
 * @param results what came of the controls
 * @param landscape what was found beside them
 * @param manifest what it was about
 */
public record Report(List<ControlResult> results, Landscape landscape, Manifest manifest) {

    private static final String LANDSCAPE = "landscape.json";

    private static final List<String> PROGRAMS =
            List.of("gateway", "auth-server", "catalog-service", "cart-service", "payment-service");

    public Report {
        results = List.copyOf(results);
    }

    /** Of a run on this platform that began then and ends now. */
    public static Report of(
            Platform platform, Path repository, List<ControlResult> results, Landscape landscape, Instant begin) {
        Map<String, String> artefacts = new TreeMap<>();
        for (String program : PROGRAMS) {
            Path jar = repository.resolve(program).resolve("target").resolve(program + ".jar");
            if (Files.exists(jar)) {
                artefacts.put(program, sha256(jar));
            }
        }
        return new Report(
                results,
                landscape,
                new Manifest(
                        platform.url("gateway").toString(),
                        System.getProperty("user.name") + ", Palisade verify",
                        begin.toString(),
                        Instant.now().toString(),
                        revision(repository),
                        artefacts,
                        sha256(repository.resolve("verify/controls.yaml")),
                        Map.of(),
                        List.of(),
                        ""));
    }

    /** Writes the evidence, signed, and the forms of it for people and tools. */
    public void writeTo(Path folder, InstallationKey key) {
        Evidence.write(folder, items(), Map.of(LANDSCAPE, Json.write(landscape)), manifest, key);
        try {
            Files.writeString(folder.resolve("junit.xml"), Exports.junit(results));
            Files.writeString(folder.resolve("sarif.json"), Exports.sarif(results));
            Files.writeString(folder.resolve("oscal.json"), Oscal.assessmentResults(results, manifest));
            new Pages(results, landscape, manifest, key.fingerprint()).writeTo(folder.resolve("report"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Item> items() {
        List<Item> items = new ArrayList<>();
        for (ControlResult result : results) {
            for (CheckResult check : result.checks()) {
                items.add(new Item(
                        items.size() + 1,
                        result.control().id(),
                        result.control().claim(),
                        check.check(),
                        check.outcome().words(),
                        check.reason(),
                        check.findings(),
                        check.at().toString(),
                        check.at()
                                .plus(Duration.ofDays(result.control().validDays()))
                                .toString(),
                        ""));
            }
        }
        return items;
    }

    private static String sha256(Path file) {
        try {
            return Evidence.sha256(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The revision that is checked out, as Git's files have it; empty where there is no Git. */
    private static String revision(Path repository) {
        try {
            Path git = repository.resolve(".git");
            if (Files.isRegularFile(git)) {
                git = repository.resolve(
                        Files.readString(git).replace("gitdir:", "").strip());
            }
            if (!Files.exists(git.resolve("HEAD"))) {
                return "";
            }
            String head = Files.readString(git.resolve("HEAD")).strip();
            Path reference = git.resolve(head.replace("ref: ", ""));
            return head.startsWith("ref: ") && Files.exists(reference)
                    ? Files.readString(reference).strip()
                    : head.startsWith("ref: ") ? "" : head;
        } catch (IOException e) {
            return "";
        }
    }
}
