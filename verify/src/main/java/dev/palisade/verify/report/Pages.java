package dev.palisade.verify.report;

import dev.palisade.verify.CheckResult;
import dev.palisade.verify.ControlResult;
import dev.palisade.verify.Outcome;
import dev.palisade.verify.attack.Finding;
import dev.palisade.verify.catalogue.Control;
import dev.palisade.verify.evidence.Manifest;
import dev.palisade.verify.landscape.Landscape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The report for people: static pages without scripts and without anything from elsewhere. */
final class Pages {

    private static final Map<String, String> AREAS = Map.ofEntries(
            Map.entry("TOK", "Tokens"),
            Map.entry("OAU", "Authorization server"),
            Map.entry("MTL", "Mutual TLS"),
            Map.entry("GTW", "Front door"),
            Map.entry("AZN", "Authorization"),
            Map.entry("BIZ", "Money and orders"),
            Map.entry("INP", "Input"),
            Map.entry("RES", "Resilience"),
            Map.entry("LOG", "Logs"),
            Map.entry("ERR", "Errors"),
            Map.entry("SEC", "Secrets"),
            Map.entry("DAT", "Data"),
            Map.entry("K8S", "Containers"),
            Map.entry("SUP", "Supply chain"),
            Map.entry("INV", "Inventory"),
            Map.entry("PPL", "People"),
            Map.entry("ADM", "Administration"),
            Map.entry("LED", "Ledger"),
            Map.entry("CAT", "Catalog and stock"),
            Map.entry("SBX", "Card provider"));
    private static final Pattern STARTER = Pattern.compile("^platform/(palisade-(?:\\w+-)?starter)/");
    private static final String DOCUMENTS = """
            <p>Made from what was found on the platform and from the outcome of its controls. Where only the organisation
            knows, the place to fill in says so. All of it is evidence towards what a standard asks for.</p>
            """;
    private static final String EVIDENCE_ITSELF = "The evidence itself";

    private final List<ControlResult> results;
    private final Landscape landscape;
    private final Manifest manifest;
    private final String fingerprint;

    Pages(List<ControlResult> results, Landscape landscape, Manifest manifest, String fingerprint) {
        this.results = results;
        this.landscape = landscape;
        this.manifest = manifest;
        this.fingerprint = fingerprint;
    }

    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (InputStream style = Objects.requireNonNull(Pages.class.getResourceAsStream("/report/report.css"))) {
            Files.write(folder.resolve("report.css"), style.readAllBytes());
        }
        write(folder, "index", "What was verified", summary());
        write(folder, "standards", "By standard", standards());
        write(folder, "parts", "By part of the platform", parts());
        write(folder, "threats", "By threat", threats());
        write(folder, "roles", "By role", roles());
        StringBuilder list = new StringBuilder("<dl>");
        for (Document document : documents()) {
            write(folder, document.name(), document.title(), document.content());
            list.append("<dt><a href=\"%s.html\">%s</a></dt><dd>%s</dd>"
                    .formatted(document.name(), document.title(), document.purpose()));
        }
        write(folder, "documents", "Documents", DOCUMENTS + list + "</dl>");
        for (ControlResult result : results) {
            Files.writeString(
                    folder.resolve(file(result.control())),
                    page(result.control().id() + ": " + result.control().claim(), control(result)));
        }
    }

    private List<Document> documents() {
        Documents ours = new Documents(results, Pages::marked);
        LandscapePages found = new LandscapePages(landscape);
        return List.of(
                new Document("assets", "Asset inventory", "what there is to protect", found.assets()),
                new Document("flows", "Data flows", "who talks to whom, declared and seen", found.flows()),
                new Document("contracts", "Shadow APIs", "what answers and no contract names", found.contracts()),
                new Document(
                        "access", "Access review", "what people were given, and when they used it", found.access()),
                new Document("drift", "Drift", "how what runs differs from the repository", found.drift()),
                new Document("suppliers", "Suppliers", "whose work runs here", found.suppliers()),
                new Document("risks", "Risk register", "what is left of each threat", ours.risks()),
                new Document(
                        "applicability",
                        "Statement of Applicability",
                        "towards which controls there is evidence",
                        ours.applicability()),
                new Document("incidents", "Incidents", "what may happen, and who then does what", ours.incidents()),
                new Document(
                        "responsibilities",
                        "Responsibilities and patch windows",
                        "who answers for what",
                        ours.responsibilities()));
    }

    private static void write(Path folder, String name, String title, String content) throws IOException {
        Files.writeString(folder.resolve(name + ".html"), page(title, content));
    }

    private String summary() {
        StringBuilder html = new StringBuilder();
        html.append("<div class=\"figures\">");
        for (Outcome outcome : Outcome.values()) {
            html.append("<p class=\"figure ")
                    .append(style(outcome))
                    .append("\"><b>")
                    .append(results.stream()
                            .filter(result -> result.outcome() == outcome)
                            .count())
                    .append("</b> ")
                    .append(outcome.words())
                    .append("</p>");
        }
        html.append(
                        "</div><p>Each control is a claim. It is satisfied when everything that its checks looked at was as it")
                .append(
                        " must be; what could not be looked at counts as nothing. This is evidence towards the standards")
                .append(" that are named, never a certificate of any of them.</p><dl>");
        row(html, "Examined", manifest.platform());
        row(html, "By", manifest.by());
        row(html, "From", manifest.begun());
        row(html, "To", manifest.ended());
        row(html, "Revision", manifest.revision().isEmpty() ? "unknown" : manifest.revision());
        row(html, "Signed by the key", fingerprint);
        html.append("</dl>");
        areas().forEach((area, controls) -> html.append(table(AREAS.getOrDefault(area, EVIDENCE_ITSELF), controls)));
        return html.toString();
    }

    private String parts() {
        StringBuilder html = new StringBuilder(
                        "<p>What of the platform keeps which controls. A control counts by the weight")
                .append(
                        " of its area, and only when it is satisfied; what failed or was not run counts as nothing. A score")
                .append(
                        " of 100 is passing, below 50 failing, and a failed control of tokens, mutual TLS or authorization")
                .append(" makes its part fail whatever the score is.</p><table><thead><tr><th scope=\"col\">Part</th>")
                .append("<th scope=\"col\">Score</th><th scope=\"col\">Satisfied</th><th scope=\"col\">Failed</th>")
                .append("<th scope=\"col\">Not run</th></tr></thead><tbody>");
        List<Scorecard> cards = Scorecard.of(results);
        for (Scorecard card : cards) {
            html.append(
                    "<tr><th scope=\"row\"><a href=\"#%s\">%s</a></th><td>%d of 100, %s</td><td>%d</td><td>%d</td><td>%d</td></tr>"
                            .formatted(
                                    anchor(card),
                                    Text.escaped(card.part()),
                                    card.score(),
                                    card.band(),
                                    card.count(Outcome.SATISFIED),
                                    card.count(Outcome.FAILED),
                                    card.count(Outcome.NOT_RUN)));
        }
        html.append("</tbody></table><p>Weights: ");
        Scorecard.WEIGHTS.forEach((area, weight) -> html.append(AREAS.getOrDefault(area, area))
                .append(' ')
                .append(weight)
                .append(", "));
        html.append("all others 1.</p>");
        cards.forEach(card -> html.append("<div id=\"" + anchor(card) + "\">")
                .append(table(card.part(), card.controls()))
                .append("</div>"));
        return html.toString();
    }

    private String roles() {
        Map<String, List<ControlResult>> roles = new TreeMap<>();
        results.forEach(result -> roles.computeIfAbsent(result.control().owner(), owner -> new ArrayList<>())
                .add(result));
        StringBuilder html = new StringBuilder("<p>Who answers for what, and has to act when it does not hold.</p>");
        roles.forEach((role, controls) -> html.append(table("For the " + role, controls)));
        return html.toString();
    }

    private static String anchor(Scorecard card) {
        return card.part().replace('/', '-');
    }

    private String threats() {
        Map<String, ControlResult> byId = ControlResult.byId(results);
        StringBuilder html = new StringBuilder(
                        "<p>What somebody would do where something crosses from one part to another,")
                .append(" and the controls against it. A threat without one is a gap.</p>");
        for (Threats.Boundary boundary : Threats.ours().boundaries()) {
            html.append("<h2>Between ")
                    .append(Text.escaped(boundary.name()))
                    .append("</h2><table><thead><tr><th scope=\"col\">Kind</th><th scope=\"col\">Threat</th>")
                    .append("<th scope=\"col\">Controls</th></tr></thead><tbody>");
            boundary.cells().forEach(cell -> {
                html.append("<tr><th scope=\"row\">")
                        .append(cell.getKey())
                        .append("</th><td>")
                        .append(Text.escaped(cell.getValue().threat()))
                        .append("</td><td>");
                if (cell.getValue().controls().isEmpty()) {
                    html.append("<span class=\"mark not-run\">no control</span>");
                }
                for (String id : cell.getValue().controls()) {
                    ControlResult result = byId.get(id);
                    html.append(result == null ? id + " " : marked(result));
                }
                html.append("</td></tr>");
            });
            html.append("</tbody></table>");
        }
        return html.toString();
    }

    private Map<String, List<ControlResult>> areas() {
        Map<String, List<ControlResult>> areas = new TreeMap<>();
        results.forEach(result -> areas.computeIfAbsent(result.control().area(), area -> new ArrayList<>())
                .add(result));
        return areas;
    }

    private String standards() {
        Map<String, Map<String, List<ControlResult>>> standards = new TreeMap<>();
        for (ControlResult result : results) {
            result.control()
                    .standards()
                    .forEach((standard, numbers) -> numbers.forEach(number -> standards
                            .computeIfAbsent(standard, key -> new TreeMap<>())
                            .computeIfAbsent(number, key -> new ArrayList<>())
                            .add(result)));
        }
        StringBuilder html = new StringBuilder();
        standards.forEach((standard, numbers) -> {
            html.append("<h2>")
                    .append(Text.escaped(standard))
                    .append("</h2><table><thead><tr><th scope=\"col\">Number")
                    .append("</th><th scope=\"col\">Controls that are evidence towards it</th></tr></thead><tbody>");
            numbers.forEach((number, controls) -> {
                html.append("<tr><th scope=\"row\">")
                        .append(Text.escaped(number))
                        .append("</th><td>");
                controls.forEach(result -> html.append(marked(result)));
                html.append("</td></tr>");
            });
            html.append("</tbody></table>");
        });
        return html.toString();
    }

    private static String control(ControlResult result) {
        Control control = result.control();
        StringBuilder html =
                new StringBuilder("<p>").append(mark(result.outcome())).append("</p><dl>");
        row(html, "The attack", control.attack());
        row(html, "Answers for it", control.owner());
        row(html, "Evidence holds", control.validDays() + " days");
        html.append("<dt>Kept by</dt><dd>");
        control.where()
                .forEach(
                        file -> html.append("<code>").append(Text.escaped(file)).append("</code> "));
        html.append("</dd>");
        control.standards().forEach((standard, numbers) -> row(html, standard, String.join(", ", numbers)));
        html.append("</dl>");
        if (!control.mutants().isEmpty()) {
            html.append("<h2>The code that stops it</h2>");
        }
        for (Control.Mutant mutant : control.mutants()) {
            html.append(
                    "<p>In <code>%s</code>:</p><pre>%s</pre><p>With this instead, <code>%s</code> fails:</p><pre>%s</pre>"
                            .formatted(
                                    Text.escaped(mutant.file()),
                                    Text.lines(mutant.find()),
                                    Text.escaped(mutant.check(control)),
                                    mutant.replace().isBlank() ? "(nothing)" : Text.lines(mutant.replace())));
        }
        html.append("<h2>How to copy the pattern</h2><p>")
                .append(copying(control))
                .append("</p>");
        for (CheckResult check : result.checks()) {
            html.append("<h2><code>")
                    .append(Text.escaped(check.check()))
                    .append("</code> ")
                    .append(mark(check.outcome()))
                    .append("</h2>");
            if (!check.reason().isEmpty()) {
                html.append("<p>").append(Text.escaped(check.reason())).append("</p>");
            }
            if (!check.findings().isEmpty()) {
                html.append("<table><thead><tr><th scope=\"col\">What must be</th><th scope=\"col\">Seen</th>")
                        .append("<th scope=\"col\">Held</th></tr></thead><tbody>");
                for (Finding finding : check.findings()) {
                    html.append("<tr><td>")
                            .append(Text.escaped(finding.expected()))
                            .append("</td><td>")
                            .append(Text.escaped(finding.seen()))
                            .append("</td><td>")
                            .append(mark(finding.ok() ? Outcome.SATISFIED : Outcome.FAILED))
                            .append("</td></tr>");
                }
                html.append("</tbody></table>");
            }
        }
        return html.toString();
    }

    /** What is in a starter comes with it; the rest is a file to take over, together with what shows that it holds. */
    private static String copying(Control control) {
        Set<String> starters = new TreeSet<>();
        control.where().forEach(file -> {
            Matcher starter = STARTER.matcher(file);
            if (starter.find()) {
                starters.add("<code>dev.palisade:" + starter.group(1) + "</code>");
            }
        });
        String tests = control.checks().stream()
                .map(check -> "<code>" + Text.escaped(check) + "</code>")
                .collect(Collectors.joining(", "));
        return starters.isEmpty()
                ? "Take over what stands under “Kept by”, together with its checks: " + tests + "."
                : "Add " + String.join(" and ", starters)
                        + " to your service: it configures itself. What shows that it holds: " + tests + ".";
    }

    private static String table(String title, List<ControlResult> controls) {
        StringBuilder html = new StringBuilder("<h2>")
                .append(Text.escaped(title))
                .append("</h2><table><thead><tr>")
                .append("<th scope=\"col\">Control</th><th scope=\"col\">Claim</th><th scope=\"col\">Looked at</th>")
                .append("<th scope=\"col\">Outcome</th></tr></thead><tbody>");
        for (ControlResult result : controls) {
            int looked = result.checks().stream()
                    .mapToInt(check -> check.findings().size())
                    .sum();
            html.append("<tr><th scope=\"row\">")
                    .append(link(result.control()))
                    .append("</th><td>")
                    .append(Text.escaped(result.control().claim()))
                    .append("</td><td>")
                    .append(looked)
                    .append("</td><td>")
                    .append(mark(result.outcome()))
                    .append("</td></tr>");
        }
        return html.append("</tbody></table>").toString();
    }

    private static void row(StringBuilder html, String name, String value) {
        html.append("<dt>")
                .append(Text.escaped(name))
                .append("</dt><dd>")
                .append(Text.escaped(value))
                .append("</dd>");
    }

    private static String link(Control control) {
        return "<a href=\"" + file(control) + "\">" + Text.escaped(control.id()) + "</a>";
    }

    /** A control with its outcome, on one line. */
    private static String marked(ControlResult result) {
        return "<span class=\"control\">" + link(result.control()) + " " + mark(result.outcome()) + "</span> ";
    }

    private static String mark(Outcome outcome) {
        return "<span class=\"mark " + style(outcome) + "\">" + outcome.words() + "</span>";
    }

    private static String style(Outcome outcome) {
        return outcome.words().replace(' ', '-');
    }

    private static String file(Control control) {
        return control.id().toLowerCase(Locale.ROOT) + ".html";
    }

    private static String page(String title, String content) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <link rel="stylesheet" href="report.css">
                </head>
                <body>
                <header><nav aria-label="Report"><a href="index.html">Summary</a> <a href="standards.html">By standard</a> <a href="parts.html">By part</a> <a href="threats.html">By threat</a> <a href="roles.html">By role</a> <a href="documents.html">Documents</a></nav></header>
                <main>
                <h1>%s</h1>
                %s
                </main>
                </body>
                </html>
                """.formatted(Text.escaped(title), Text.escaped(title), content);
    }

    /**
     * A document.
     *
     * @param name the name of its file, without the ending
     * @param title its title
     * @param purpose what it is for
     * @param content its HTML
     */
    private record Document(String name, String title, String purpose, String content) {}
}
