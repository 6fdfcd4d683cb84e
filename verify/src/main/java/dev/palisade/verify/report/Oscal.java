package dev.palisade.verify.report;

import dev.palisade.local.Json;
import dev.palisade.verify.CheckResult;
import dev.palisade.verify.ControlResult;
import dev.palisade.verify.Outcome;
import dev.palisade.verify.evidence.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Assessment results in NIST's OSCAL 1.1.2: an observation for each check, a finding for each control. */
final class Oscal {

    private static final String VERSION = "1.1.2";

    private Oscal() {}

    static String assessmentResults(List<ControlResult> results, Manifest manifest) {
        List<Object> observations = new ArrayList<>();
        List<Object> findings = new ArrayList<>();
        List<Object> selected = new ArrayList<>();
        for (ControlResult result : results) {
            String id = identifier(result);
            selected.add(Map.of("control-id", id));
            List<Object> related = new ArrayList<>();
            for (CheckResult check : result.checks()) {
                String uuid = uuid(manifest, check.control() + check.check());
                related.add(Map.of("observation-uuid", uuid));
                observations.add(Map.of(
                        "uuid", uuid,
                        "title", check.check(),
                        "description", described(check),
                        "methods", List.of("TEST"),
                        "collected", check.at().toString()));
            }
            Map<String, Object> finding = new LinkedHashMap<>();
            finding.put("uuid", uuid(manifest, id));
            finding.put("title", result.control().claim());
            finding.put("description", result.control().attack());
            finding.put(
                    "target",
                    Map.of(
                            "type",
                            "objective-id",
                            "target-id",
                            id,
                            "status",
                            Map.of(
                                    "state",
                                    result.outcome() == Outcome.SATISFIED ? "satisfied" : "not-satisfied",
                                    "reason",
                                    result.outcome() == Outcome.NOT_RUN
                                            ? "other"
                                            : result.outcome() == Outcome.SATISFIED ? "pass" : "fail")));
            finding.put("related-observations", related);
            findings.add(finding);
        }
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("uuid", uuid(manifest, "result"));
        run.put("title", "Palisade verify");
        run.put("description", "The checks of the catalogue of controls, made on " + manifest.platform() + ".");
        run.put("start", manifest.begun());
        run.put("end", manifest.ended());
        run.put("reviewed-controls", Map.of("control-selections", List.of(Map.of("include-controls", selected))));
        run.put("observations", observations);
        run.put("findings", findings);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("uuid", uuid(manifest, "assessment"));
        all.put(
                "metadata",
                Map.of(
                        "title",
                        "Palisade verify",
                        "last-modified",
                        manifest.ended(),
                        "version",
                        manifest.revision().isEmpty() ? "unknown" : manifest.revision(),
                        "oscal-version",
                        VERSION));
        all.put("import-ap", Map.of("href", "verify/controls.yaml"));
        all.put("results", List.of(run));
        return Json.write(Map.of("assessment-results", all));
    }

    /** OSCAL's ids are tokens. */
    private static String identifier(ControlResult result) {
        return result.control().id().toLowerCase(Locale.ROOT);
    }

    private static String described(CheckResult check) {
        return check.outcome() == Outcome.NOT_RUN
                ? "Not run: " + check.reason()
                : "%d things looked at, %d not as they should be."
                        .formatted(check.findings().size(), check.faults().size());
    }

    /** The same for the same run, so that one folder of evidence has one form. */
    private static String uuid(Manifest manifest, String name) {
        UUID named = UUID.nameUUIDFromBytes((manifest.begun() + name).getBytes(StandardCharsets.UTF_8));
        // OSCAL wants version 4 or 5; the name is hashed here, so it is one of the name's kind.
        long high = (named.getMostSignificantBits() & ~0xF000L) | 0x5000L;
        return new UUID(high, named.getLeastSignificantBits()).toString();
    }
}
