package dev.palisade.verify.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.palisade.verify.CheckResult;
import dev.palisade.verify.ControlResult;
import dev.palisade.verify.Outcome;
import dev.palisade.verify.attack.Finding;
import dev.palisade.verify.catalogue.Catalogue;
import dev.palisade.verify.catalogue.Control;
import dev.palisade.verify.evidence.Evidence;
import dev.palisade.verify.evidence.InstallationKey;
import dev.palisade.verify.evidence.Manifest;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The forms of a run say the same, and nothing that was seen is taken for a part of the form. */
class ReportTests {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant AT = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void reportWhenWrittenThenEvidenceIsWholeAndEachFormHasEachOutcome(@TempDir Path keys) throws Exception {
        List<ControlResult> results = List.of(
                result("C-TOK-01", Outcome.SATISFIED),
                result("C-TOK-02", Outcome.FAILED),
                result("C-TOK-03", Outcome.NOT_RUN));
        new Report(results, manifest()).writeTo(folder, InstallationKey.in(keys));

        assertThat(Evidence.faults(folder, null, AT)).isEmpty();
        String index = Files.readString(folder.resolve("report/index.html"));
        assertThat(index)
                .contains("c-tok-01.html", "satisfied", "failed", "not run")
                .doesNotContain("http://", "<script");
        String failed = Files.readString(folder.resolve("report/c-tok-02.html"));
        assertThat(failed).contains("&lt;script&gt;").doesNotContain("<script>");

        var junit = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("junit.xml").toFile());
        assertThat(junit.getElementsByTagName("testcase").getLength()).isEqualTo(3);
        assertThat(junit.getElementsByTagName("failure").getLength()).isEqualTo(1);
        assertThat(junit.getElementsByTagName("skipped").getLength()).isEqualTo(1);

        JsonNode sarif = JSON.readTree(Files.readString(folder.resolve("sarif.json")));
        assertThat(sarif.path("runs").path(0).path("results")).hasSize(1);
        assertThat(sarif.at("/runs/0/results/0/ruleId").asString()).isEqualTo("C-TOK-02");

        JsonNode oscal = JSON.readTree(Files.readString(folder.resolve("oscal.json")))
                .path("assessment-results")
                .path("results")
                .path(0);
        assertThat(oscal.path("findings")
                        .valueStream()
                        .map(finding -> finding.at("/target/status/state").asString()))
                .containsExactly("satisfied", "not-satisfied", "not-satisfied");
    }

    @Test
    void oscalWhenWrittenThenValidByTheSchemaOfNist(@TempDir Path keys) throws Exception {
        report().writeTo(folder, InstallationKey.in(keys));
        String oscal = Files.readString(folder.resolve("oscal.json"));

        assertThat(schemaErrors(oscal)).isEmpty();
        assertThat(schemaErrors(oscal.replace("\"objective-id\"", "\"not a token\"")))
                .isNotEmpty();
        assertThat(schemaErrors(oscal.replace("\"import-ap\"", "\"import\""))).isNotEmpty();
    }

    @Test
    void threatsWhenReadThenEveryControlStandsAgainstOneAndNoOtherIsNamed() {
        Catalogue catalogue =
                Catalogue.of(Path.of("").toAbsolutePath().resolveSibling("").normalize());
        List<String> named = Threats.ours().boundaries().stream()
                .flatMap(boundary -> boundary.cells().stream())
                .flatMap(cell -> cell.getValue().controls().stream())
                .distinct()
                .toList();
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        catalogue.controls().stream().map(Control::id).toList());
    }

    @Test
    void applicabilityWhenReadThenEveryNumberOfAnnexAAndOfTheCatalogue() {
        assertThat(Documents.annexA()).hasSize(93);
        Catalogue catalogue =
                Catalogue.of(Path.of("").toAbsolutePath().resolveSibling("").normalize());
        assertThat(Documents.annexA().keySet())
                .containsAll(catalogue.controls().stream()
                        .flatMap(control ->
                                control.standards().getOrDefault("ISO/IEC 27001:2022 Annex A", List.of()).stream())
                        .toList());
    }

    @Test
    void residualWhenNotAllHoldThenNeverLowered() {
        ControlResult good = result("C-TOK-01", Outcome.SATISFIED);
        ControlResult bad = result("C-TOK-02", Outcome.FAILED);
        ControlResult open = result("C-TOK-03", Outcome.NOT_RUN);
        assertThat(Documents.residual(List.of(good), 1, 1)).contains(">lowered<");
        assertThat(Documents.residual(List.of(good, open), 1, 2)).contains(">partly lowered<");
        assertThat(Documents.residual(List.of(good), 1, 2)).contains(">partly lowered<"); // one was not examined
        assertThat(Documents.residual(List.of(good, bad), 1, 2)).contains(">open<");
        assertThat(Documents.residual(List.of(open), 0, 1)).contains(">open<");
        assertThat(Documents.residual(List.of(), 0, 0)).contains(">open<");
    }

    @Test
    void scoreWhenNotAllHoldThenOnlyWhatIsSatisfiedCounts() {
        ControlResult good = result("C-TOK-01", Outcome.SATISFIED);
        ControlResult open = result("C-TOK-03", Outcome.NOT_RUN);
        ControlResult bad = result("C-TOK-02", Outcome.FAILED);
        ControlResult light = result("C-K8S-01", Outcome.FAILED);
        assertThat(Scorecard.of(List.of(good)).getFirst())
                .returns("code", Scorecard::part)
                .returns(100, Scorecard::score)
                .returns("passing", Scorecard::band);
        assertThat(Scorecard.of(List.of(good, open)).getFirst())
                .returns(50, Scorecard::score)
                .returns("needs attention", Scorecard::band);
        assertThat(Scorecard.of(List.of(good, light)).getFirst())
                .returns(80, Scorecard::score)
                .returns("needs attention", Scorecard::band);
        assertThat(Scorecard.of(List.of(good, good, bad)).getFirst())
                .returns(66, Scorecard::score)
                .returns("failing", Scorecard::band);
        assertThat(Scorecard.of(List.of(open)).getFirst())
                .returns(0, Scorecard::score)
                .returns("failing", Scorecard::band);
    }

    /** A report with a control of each outcome. */
    static Report report() {
        return new Report(
                List.of(
                        result("C-TOK-01", Outcome.SATISFIED),
                        result("C-TOK-02", Outcome.FAILED),
                        result("G-05", Outcome.NOT_RUN)),
                manifest());
    }

    private static List<com.networknt.schema.Error> schemaErrors(String oscal) throws Exception {
        try (InputStream schema = ReportTests.class.getResourceAsStream("/schema/json/oscal-ar_schema.json")) {
            return SchemaRegistry.withDefaultDialect(
                            SpecificationVersion.DRAFT_7,
                            registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                    .formatAssertionsEnabled(true)
                                    .build()))
                    .getSchema(JSON.readTree(schema))
                    .validate(JSON.readTree(oscal));
        }
    }

    @Test
    void outcomeWhenChecksDifferThenAttacksDecideAndOneFailureIsEnough() {
        Control control = result("C-TOK-01", Outcome.FAILED).control();
        CheckResult attack = check("attack:Some.one", Outcome.SATISFIED);
        CheckResult test = check("test:code/HereTests#itHolds", Outcome.SATISFIED);
        CheckResult testNotRun = check("test:code/HereTests#itHolds", Outcome.NOT_RUN);
        CheckResult attackNotRun = check("attack:Some.one", Outcome.NOT_RUN);
        CheckResult testFailed = check("test:code/HereTests#itHolds", Outcome.FAILED);
        assertThat(new ControlResult(control, List.of(attack, testNotRun)).outcome())
                .isEqualTo(Outcome.SATISFIED);
        assertThat(new ControlResult(control, List.of(attackNotRun, test)).outcome())
                .isEqualTo(Outcome.NOT_RUN);
        assertThat(new ControlResult(control, List.of(attack, testFailed)).outcome())
                .isEqualTo(Outcome.FAILED);
        assertThat(new ControlResult(control, List.of(test)).outcome()).isEqualTo(Outcome.SATISFIED);
        assertThat(new ControlResult(control, List.of(test, testNotRun)).outcome())
                .isEqualTo(Outcome.NOT_RUN);
        assertThat(new ControlResult(control, List.of()).outcome()).isEqualTo(Outcome.NOT_RUN);
    }

    private static CheckResult check(String name, Outcome outcome) {
        return new CheckResult("C-TOK-01", name, outcome, "", List.of(), AT, 1);
    }

    private static ControlResult result(String id, Outcome outcome) {
        Control control = new Control(
                id,
                "It holds & stays",
                "Somebody tries",
                List.of("code/Here.java"),
                List.of("attack:Some.one"),
                List.of(),
                "developer",
                30,
                Map.of("CWE", List.of("CWE-1")));
        List<Finding> findings = outcome == Outcome.NOT_RUN
                ? List.of()
                : List.of(new Finding("it holds", outcome == Outcome.SATISFIED, "<script>alert(1)</script>\u0000"));
        return new ControlResult(
                control,
                List.of(new CheckResult(
                        id,
                        "attack:Some.one",
                        outcome,
                        outcome == Outcome.NOT_RUN ? "no key" : "",
                        findings,
                        AT,
                        1_200)));
    }

    private static Manifest manifest() {
        return new Manifest(
                "https://localhost:8443",
                "somebody",
                AT.minusSeconds(1).toString(),
                AT.plusSeconds(9).toString(),
                "",
                Map.of(),
                "00",
                List.of(),
                "");
    }
}
