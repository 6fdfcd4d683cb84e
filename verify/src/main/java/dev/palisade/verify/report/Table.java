package dev.palisade.verify.report;

import java.util.List;

/** A table of a page. Its cells are HTML already. */
final class Table {

    private final StringBuilder html = new StringBuilder("<table><thead><tr>");
    private boolean empty = true;

    /** A table with these columns; the first names its rows. */
    Table(String... columns) {
        for (String column : columns) {
            html.append("<th scope=\"col\">").append(Text.escaped(column)).append("</th>");
        }
        html.append("</tr></thead><tbody>");
    }

    Table row(String name, String... cells) {
        empty = false;
        html.append("<tr><th scope=\"row\">").append(name).append("</th>");
        List.of(cells).forEach(cell -> html.append("<td>").append(cell).append("</td>"));
        html.append("</tr>");
        return this;
    }

    /** The table, or a sentence when it has no rows. */
    String orElse(String sentence) {
        return empty ? "<p>" + Text.escaped(sentence) + "</p>" : html + "</tbody></table>";
    }
}
