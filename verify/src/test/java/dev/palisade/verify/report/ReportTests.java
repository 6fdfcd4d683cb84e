package dev.palisade.verify.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.palisade.local.contract.ContractReport;
import dev.palisade.local.contract.ContractReport.Difference;
import dev.palisade.local.drift.Drift;
import dev.palisade.verify.CheckResult;
import dev.palisade.verify.ControlResult;
import dev.palisade.verify.Outcome;
import dev.palisade.verify.attack.Finding;
import dev.palisade.verify.catalogue.Catalogue;
import dev.palisade.verify.catalogue.Control;
import dev.palisade.verify.evidence.Evidence;
import dev.palisade.verify.evidence.InstallationKey;
import dev.palisade.verify.evidence.Manifest;
import dev.palisade.verify.landscape.Granted;
import dev.palisade.verify.landscape.Landscape;
import dev.palisade.verify.landscape.Landscape.Asset;
import dev.palisade.verify.landscape.Landscape.Flow;
import dev.palisade.verify.landscape.Supplier;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
        new Report(results, landscape(), manifest()).writeTo(folder, InstallationKey.in(keys));

        assertThat(Evidence.faults(folder, null, AT)).isEmpty();
        String index = Files.readString(folder.resolve("report/index.html"));
        assertThat(index)
                .contains("c-tok-01.html", "satisfied", "failed", "not run")
                .doesNotContain("http://", "<script");
        String failed = Files.readString(folder.resolve("report/c-tok-02.html"));
        assertThat(failed)
                .contains("&lt;script&gt;", "<pre>if (good) {</pre>", "<pre>(nothing)</pre>")
                .contains("<code>dev.palisade:palisade-service-starter</code> to your service")
                .doesNotContain("<script>");

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
                landscape(),
                manifest());
    }

    /** With one of everything, and one of everything that is wrong. */
    private static Landscape landscape() {
        return new Landscape(
                List.of(new Asset("table", "orders & more", "database of cart-service", "3 personal")),
                List.of(
                        new Flow("gateway", "cart-service", "for a person: cart", true, 7),
                        new Flow("cart-service", "cart", "its own database", true, 0),
                        new Flow("catalog-service", "payment-service", "nobody has declared it", false, 2)),
                List.of(new Granted(
                        "role", "9ad0ed49", "support", "", "2026-11-25T10:00:00Z", null, "2026-11-25T11:00:00Z")),
                List.of(
                        new Supplier("Netty", "the connection to Valkey", List.of("netty-common-4.jar")),
                        new Supplier(Supplier.UNKNOWN, "nobody has said what this is", List.of("evil-1.jar"))),
                new ContractReport(
                        2,
                        3,
                        1,
                        null,
                        List.of(new Difference("shadow", "cart-service", "GET /old", "no contract")),
                        List.of()),
                new Drift(9, List.of(new Drift.Difference("gateway", "program", "00aa", "00bb"))));
    }

    @Test
    void documentsWhenSomethingIsNotAsItShouldBeThenItIsMarked() throws Exception {
        report().writeTo(folder, InstallationKey.in(folder.resolve("key")));

        assertThat(page("documents")).contains("assets.html", "flows.html", "incidents.html", "responsibilities.html");
        assertThat(page("assets")).contains("orders &amp; more", "3 personal");
        assertThat(page("flows"))
                .contains("7 ×", "not seen", "2 ×, and not declared")
                .contains("<path class=\"seen\"", "<path class=\"unseen\"", "<path class=\"undeclared\"");
        assertThat(page("contracts")).contains("GET /old", "no traces to look at");
        assertThat(page("access")).contains("9ad0ed49", "2026-11-25", "to be filled in");
        assertThat(page("suppliers")).contains("netty-common-4.jar", "<span class=\"mark failed\">unknown</span>");
        assertThat(page("drift")).contains("00bb", "9 things");
        assertThat(page("incidents")).contains("select(.decision.outcome == &quot;deny&quot;");
        assertThat(page("responsibilities")).contains("7 days", "to be filled in");
        assertThat(JSON.readTree(Files.readString(folder.resolve("landscape.json")))
                        .at("/drift/compared")
                        .asInt())
                .isEqualTo(9);
    }

    private String page(String name) throws Exception {
        return Files.readString(folder.resolve("report").resolve(name + ".html"));
    }

    @Test
    void incidentsWhenReadThenTheCodeStillWritesWhatTheyLookForAndTheControlsExist() throws Exception {
        Path repository = Path.of("").toAbsolutePath().resolveSibling("").normalize();
        Catalogue catalogue = Catalogue.of(repository);
        for (Incident incident : Incident.ours()) {
            String code = code(repository.resolve(incident.service())) + code(repository.resolve("platform"));
            for (Map.Entry<String, String> field : incident.log().entrySet()) {
                assertThat(code)
                        .as(incident.incident())
                        .contains("\"" + field.getValue() + (field.getKey().equals("message") ? "" : "\""));
            }
            assertThat(incident.controls())
                    .isNotEmpty()
                    .allSatisfy(id -> assertThat(catalogue.find(id)).isPresent());
        }
        assertThat(Incident.ours().stream().map(Incident::service).distinct())
                .containsExactlyInAnyOrder(
                        "gateway", "auth-server", "catalog-service", "cart-service", "payment-service");
        assertThat(Responsibilities.ours().layers())
                .allSatisfy(layer -> assertThat(layer.controls())
                        .isNotEmpty()
                        .allSatisfy(id -> assertThat(catalogue.find(id)).isPresent()));
    }

    private static String code(Path module) throws Exception {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> files = Files.walk(module)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("src/main"))
                    .toList()) {
                code.append(Files.readString(file));
            }
        }
        return code.toString();
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
                List.of("code/Here.java", "platform/palisade-service-starter/src/main/java/There.java"),
                List.of("attack:Some.one"),
                List.of(new Control.Mutant("code/Here.java", "    if (good) {\n", "", null)),
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
                Map.of(),
                List.of(),
                "");
    }
}
