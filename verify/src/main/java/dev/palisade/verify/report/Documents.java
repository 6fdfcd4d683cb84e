package dev.palisade.verify.report;

import dev.palisade.verify.ControlResult;
import dev.palisade.verify.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

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
        StringBuilder html = new StringBuilder(
                        "<p>A template: what the platform shows by itself stands here, and is evidence")
                .append(" towards a control, never the whole of it. Whether a control applies, and why, only the")
                .append(" organisation can say.</p><table><thead><tr><th scope=\"col\">Number</th>")
                .append("<th scope=\"col\">Title</th><th scope=\"col\">Applies, and why</th>")
                .append("<th scope=\"col\">Evidence of this run</th></tr></thead><tbody>");
        annexA().forEach((number, title) -> {
            html.append("<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>"
                    .formatted(number, Text.escaped(title), TO_FILL_IN));
            List<ControlResult> evidence = byNumber.getOrDefault(number, List.of());
            html.append(evidence.isEmpty() ? "none: nothing here can be examined by a program" : "");
            evidence.forEach(result -> html.append(link.apply(result)));
            html.append("</td></tr>");
        });
        return html.append("</tbody></table>").toString();
    }

    /** Every threat, with what is left of it by what was seen. */
    String risks() {
        Map<String, ControlResult> byId = ControlResult.byId(results);
        StringBuilder html = new StringBuilder(
                        "<p>A template: the residual risk follows from what was seen to hold. It is")
                .append(
                        " <em>lowered</em> where all controls are satisfied, <em>open</em> where one failed, none stands")
                .append(" against the threat or none was seen to hold, and <em>partly lowered</em> in between.")
                .append(" Likelihood and impact depend on who uses the platform for what.</p><table><thead><tr>")
                .append(
                        "<th scope=\"col\">Where</th><th scope=\"col\">Threat</th><th scope=\"col\">Likelihood, impact</th>")
                .append("<th scope=\"col\">Seen to hold</th><th scope=\"col\">Residual</th></tr></thead><tbody>");
        for (Threats.Boundary boundary : Threats.ours().boundaries()) {
            boundary.cells().forEach(cell -> {
                List<ControlResult> against = cell.getValue().controls().stream()
                        .map(byId::get)
                        .filter(Objects::nonNull)
                        .toList();
                long held = against.stream()
                        .filter(result -> result.outcome() == Outcome.SATISFIED)
                        .count();
                html.append("<tr><th scope=\"row\">%s</th><td>%s: %s</td><td>%s</td><td>%d of %d</td><td>%s</td></tr>"
                        .formatted(
                                Text.escaped(boundary.name()),
                                cell.getKey(),
                                Text.escaped(cell.getValue().threat()),
                                TO_FILL_IN,
                                held,
                                cell.getValue().controls().size(),
                                residual(
                                        against,
                                        held,
                                        cell.getValue().controls().size())));
            });
        }
        return html.append("</tbody></table>").toString();
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
        Threats.tree("/report/annex-a.yaml")
                .forEach((number, title) -> titles.put(String.valueOf(number), String.valueOf(title)));
        return titles;
    }
}
