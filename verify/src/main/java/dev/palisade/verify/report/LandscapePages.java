package dev.palisade.verify.report;

import dev.palisade.verify.landscape.Landscape;
import dev.palisade.verify.landscape.Landscape.Asset;
import dev.palisade.verify.landscape.Landscape.Flow;
import dev.palisade.verify.landscape.Supplier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Documents of what was found on the platform beside the outcome of its controls. */
final class LandscapePages {

    private static final String GOOD = "<span class=\"mark satisfied\">%s</span>";
    private static final String BAD = "<span class=\"mark failed\">%s</span>";
    private static final String OPEN = "<span class=\"mark not-run\">%s</span>";
    private static final int SHOWN_GRANTS = 500;

    private final Landscape landscape;

    LandscapePages(Landscape landscape) {
        this.landscape = landscape;
    }

    String assets() {
        Map<String, Table> tables = new LinkedHashMap<>();
        for (Asset asset : landscape.assets()) {
            tables.computeIfAbsent(asset.kind(), kind -> new Table("Name", "Where", "About it"))
                    .row(Text.escaped(asset.name()), Text.escaped(asset.where()), Text.escaped(asset.about()));
        }
        StringBuilder html = new StringBuilder("""
                <p>What was there when the platform was examined. Tables come from the data dictionary, with the number of
                columns of each class; secrets are named, and never read.</p>
                """);
        tables.forEach((kind, table) -> html.append("<h2>Kind: ")
                .append(Text.escaped(kind))
                .append("</h2>")
                .append(table.orElse("")));
        return html.toString();
    }

    String flows() {
        Table table = new Table("From", "To", "What for", "Seen in the traces");
        for (Flow flow : landscape.flows()) {
            table.row(
                    Text.escaped(flow.from()),
                    Text.escaped(flow.to()),
                    Text.escaped(flow.what()),
                    (flow.isUndeclared() ? BAD : flow.seen() > 0 ? GOOD : OPEN)
                            .formatted(
                                    flow.isUndeclared()
                                            ? flow.seen() + " ×, and not declared"
                                            : flow.seen() > 0 ? flow.seen() + " ×" : "not seen"));
        }
        return """
                <p>A full line is declared and was seen in the traces, a dotted one is declared and was not seen, and a thick
                red one was seen although nobody declared it. Declared is what the configuration of each process and the
                edges of the authorization server say. Traces are a sample, so what was not seen may still be used.</p>
                """ + FlowMap.svg(landscape.flows()) + table.orElse("Nothing is declared.");
    }

    String contracts() {
        Table table = new Table("Kind", "Service", "Operation", "Meaning");
        landscape
                .contracts()
                .differences()
                .forEach(each -> table.row(
                        BAD.formatted(Text.escaped(each.kind())),
                        Text.escaped(each.service()),
                        Text.escaped(each.operation()),
                        Text.escaped(each.meaning())));
        return "<p>%d operations in the contracts, %d served, %d routes, %s.</p>"
                        .formatted(
                                landscape.contracts().operations(),
                                landscape.contracts().served(),
                                landscape.contracts().routes(),
                                landscape.contracts().observed() == null
                                        ? "no traces to look at"
                                        : landscape.contracts().observed() + " seen in the traces")
                + table.orElse("Nothing is served, routed or asked for that no contract names.");
    }

    String access() {
        Table table = new Table("Person", "What", "Which", "Scopes", "Since", "Until", "Last use");
        landscape.grants().stream()
                .limit(SHOWN_GRANTS)
                .forEach(grant -> table.row(
                        Text.escaped(grant.person()),
                        Text.escaped(grant.kind()),
                        Text.escaped(grant.of()),
                        Text.escaped(grant.scopes()),
                        day(grant.since()),
                        grant.until() == null ? "" : day(grant.until()),
                        grant.lastUse() == null ? OPEN.formatted("never") : day(grant.lastUse())));
        return """
                <p>What people were given, as an auditor reads it from the authorization server; people are named by their
                identifiers alone. %d grants, of which %d are shown. Whether each is still needed, and by whom that was
                decided: <span class="mark not-run">to be filled in by the organisation</span></p>
                """.formatted(
                                landscape.grants().size(),
                                Math.min(SHOWN_GRANTS, landscape.grants().size()))
                + table.orElse("Nobody was given anything.");
    }

    String suppliers() {
        Table table = new Table("Supplier", "What for", "Versions that run", "Contract, contact");
        for (Supplier supplier : landscape.suppliers()) {
            table.row(
                    supplier.name().equals(Supplier.UNKNOWN)
                            ? BAD.formatted(supplier.name())
                            : Text.escaped(supplier.name()),
                    Text.escaped(supplier.what()),
                    Text.escaped(String.join(", ", supplier.versions())),
                    "<span class=\"mark not-run\">to be filled in by the organisation</span>");
        }
        return """
                <p>Read from the programs that were built and the images of the compose file.</p>
                """ + table.orElse("Nothing was built.");
    }

    String drift() {
        Table table = new Table("Where", "What", "The repository says", "What runs is");
        landscape
                .drift()
                .differences()
                .forEach(each -> table.row(
                        Text.escaped(each.part()),
                        Text.escaped(each.what()),
                        Text.escaped(each.declared()),
                        BAD.formatted(Text.escaped(each.running()))));
        return "<p>%d things were compared with the repository. What is changed by hand in Vault is named and set right at the next start.</p>"
                        .formatted(landscape.drift().compared())
                + table.orElse("What runs is what the repository says.");
    }

    private static String day(String instant) {
        return Text.escaped(Objects.requireNonNull(instant).replaceAll("T.*", ""));
    }
}
