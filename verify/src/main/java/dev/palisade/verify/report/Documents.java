package dev.palisade.verify.report;

import dev.palisade.verify.ControlResult;
import dev.palisade.verify.Outcome;
import dev.palisade.verify.landscape.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Documents that an organisation needs, made of the evidence as far as there is any; the rest says who has to write it. */
final class Documents {

    private static final String ANNEX_A = "ISO/IEC 27001:2022 Annex A";
    private static final String TO_FILL_IN = "<span class=\"mark not-run\">to be filled in by the organisation</span>";

    private final List<ControlResult> results;
    private final Function<ControlResult, String> link;

    /**
     * Of these results.
     *
     * @param link how a page shows a control with its outcome
     */
    Documents(List<ControlResult> results, Function<ControlResult, String> link) {
        this.results = results;
        this.link = link;
    }

    /** Every control of Annex A, with the evidence towards it. */
    String applicability() {
        Map<String, List<ControlResult>> byNumber = new TreeMap<>();
        results.forEach(result -> result.control()
                .standards()
                .getOrDefault(ANNEX_A, List.of())
                .forEach(number -> byNumber.computeIfAbsent(number, key -> new ArrayList<>())
                        .add(result)));
        Table table = new Table("Number", "Title", "Applies, and why", "Evidence of this run");
        annexA().forEach((number, title) -> {
            String evidence =
                    byNumber.getOrDefault(number, List.of()).stream().map(link).collect(Collectors.joining());
            table.row(
                    number,
                    Text.escaped(title),
                    TO_FILL_IN,
                    evidence.isEmpty() ? "none: nothing here can be examined by a program" : evidence);
        });
        return """
                <p>A template: what the platform shows by itself stands here, and is evidence towards a control, never the
                whole of it. Whether a control applies, and why, only the organisation can say.</p>
                """ + table.orElse("");
    }

    /** Every threat, with what is left of it by what was seen. */
    String risks() {
        Table table = new Table("Where", "Threat", "Likelihood, impact", "Seen to hold", "Residual");
        for (Threats.Boundary boundary : Threats.ours().boundaries()) {
            boundary.cells().forEach(cell -> {
                int all = cell.getValue().controls().size();
                List<ControlResult> against = known(cell.getValue().controls());
                long held = against.stream()
                        .filter(result -> result.outcome() == Outcome.SATISFIED)
                        .count();
                table.row(
                        Text.escaped(boundary.name()),
                        cell.getKey() + ": " + Text.escaped(cell.getValue().threat()),
                        TO_FILL_IN,
                        held + " of " + all,
                        residual(against, held, all));
            });
        }
        return """
                <p>A template: the residual risk follows from what was seen to hold. It is <em>lowered</em> where all
                controls are satisfied, <em>open</em> where one failed, none stands against the threat or none was seen to
                hold, and <em>partly lowered</em> in between. Likelihood and impact depend on who uses the platform for
                what.</p>
                """ + table.orElse("");
    }

    /** What may happen, how the logs show it, and who does what. */
    String incidents() {
        Map<String, Table> tables = new LinkedHashMap<>();
        for (Incident incident : Incident.ours()) {
            tables.computeIfAbsent(
                            incident.service(),
                            key -> new Table("Incident", "In the log", "At once", "Then", "Who", "Held back by"))
                    .row(
                            Text.escaped(incident.incident()),
                            "<code>" + Text.escaped(incident.filter()) + "</code>",
                            Text.escaped(incident.first()),
                            Text.escaped(incident.then()),
                            incident.owner() + ": " + TO_FILL_IN,
                            links(incident.controls()));
        }
        StringBuilder html = new StringBuilder("""
                <p>A template: who each role is, and how they are reached at night, the organisation has to say. The log of a
                service is searched with jq: <code>./palisade logs NAME --raw -n 100000 | jq 'FILTER'</code> on one machine,
                <code>docker compose logs NAME --no-log-prefix | jq 'FILTER'</code> with containers. Its
                <code>traceId</code> joins an entry to those of the other services.</p>
                """);
        tables.forEach((service, table) ->
                html.append("<h2>").append(service).append("</h2>").append(table.orElse("")));
        return html.toString();
    }

    /** What the platform answers for, what is left to the organisation, and until when weaknesses are mended. */
    String responsibilities() {
        Table layers = new Table("Layer", "The platform", "Seen to hold", "The organisation", "Who");
        Responsibilities.ours()
                .layers()
                .forEach(layer -> layers.row(
                        Text.escaped(layer.layer()),
                        Text.escaped(layer.platform()),
                        links(layer.controls()),
                        Text.escaped(layer.organisation()),
                        TO_FILL_IN));
        Table patches = new Table("Severity of a weakness (CVSS)", "Mended within", "Confirmed by");
        Responsibilities.ours()
                .patches()
                .forEach(patch -> patches.row(Text.escaped(patch.severity()), patch.days() + " days", TO_FILL_IN));
        return """
                <p>A template: what the platform does is shown by controls; the rest is for whoever runs it.</p>
                """ + layers.orElse("") + """
                <h2>Patch windows</h2>
                <p>From the day on which a weakness of something that runs here is known. What runs here, and whose it is,
                stands with the <a href="suppliers.html">suppliers</a>.</p>
                """ + patches.orElse("");
    }

    private List<ControlResult> known(List<String> ids) {
        Map<String, ControlResult> byId = ControlResult.byId(results);
        return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
    }

    private String links(List<String> ids) {
        return known(ids).stream().map(link).collect(Collectors.joining());
    }

    static String residual(List<ControlResult> against, long held, int all) {
        boolean failed = against.stream().anyMatch(result -> result.outcome() == Outcome.FAILED);
        if (failed || held == 0) {
            return "<span class=\"mark failed\">open</span>";
        }
        return held == all
                ? "<span class=\"mark satisfied\">lowered</span>"
                : "<span class=\"mark not-run\">partly lowered</span>";
    }

    /** Numbers and titles, in the order of the standard. */
    static Map<String, String> annexA() {
        Map<String, String> titles = new LinkedHashMap<>();
        Resources.map("/report/annex-a.yaml")
                .forEach((number, title) -> titles.put(String.valueOf(number), String.valueOf(title)));
        return titles;
    }
}
