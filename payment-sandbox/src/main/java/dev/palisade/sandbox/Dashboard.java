package dev.palisade.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A page to look at; nothing can be changed with it. */
final class Dashboard {

    private static final int ROWS = 50;

    static final String STYLE = """
            :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
            body { margin: 1rem auto; max-width: 70rem; padding: 0 1rem }
            .wide { overflow-x: auto }
            table { border-collapse: collapse; width: 100% }
            caption { font-weight: 600; padding: 1rem 0 .25rem; text-align: left }
            th, td { border-bottom: 1px solid GrayText; padding: .25rem .75rem .25rem 0; text-align: left;
              white-space: nowrap }
            td.amount { font-variant-numeric: tabular-nums; text-align: right }
            """;

    private Dashboard() {}

    static String page(Books books) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Payment sandbox</title>
                <link rel="stylesheet" href="/dashboard.css">
                </head>
                <body>
                <h1>Payment sandbox</h1>
                <p>What this provider has booked, and what it has told the merchant. The newest stands first.</p>
                """
                + table(
                        "Payments",
                        List.of("created", "reference", "status", "amount", "refunded", "currency"),
                        books.payments(ROWS),
                        payment -> List.of(
                                payment.created().toString(),
                                payment.reference(),
                                payment.declineCode() == null ? payment.status() : payment.declineCode(),
                                amount(payment.amount()),
                                amount(payment.refunded()),
                                payment.currency().toUpperCase(Locale.ROOT)))
                + table(
                        "Refunds",
                        List.of("created", "reference", "payment", "amount"),
                        books.refunds(null, ROWS),
                        refund -> List.of(
                                refund.created().toString(),
                                refund.reference(),
                                refund.paymentReference(),
                                amount(refund.amount())))
                + table(
                        "Disputes",
                        List.of("created", "payment", "status", "amount"),
                        books.disputes(ROWS),
                        dispute -> List.of(
                                dispute.created().toString(),
                                dispute.paymentReference(),
                                dispute.status(),
                                amount(dispute.amount())))
                + table(
                        "Webhooks",
                        List.of("sent", "event", "about", "answer"),
                        books.attempts().stream().limit(ROWS).toList(),
                        attempt -> List.of(
                                attempt.at().toString(),
                                attempt.event(),
                                attempt.type(),
                                attempt.status() == 0 ? "none" : Integer.toString(attempt.status())))
                + "</body>\n</html>\n";
    }

    private static <T> String table(String title, List<String> head, List<T> rows, Function<T, List<String>> cells) {
        // What is wider than a phone is scrolled by keyboard too.
        return "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"" + title + "\"><table><caption>"
                + title + "</caption><thead><tr>"
                + head.stream()
                        .map(cell -> "<th scope=\"col\">" + cell + "</th>")
                        .collect(Collectors.joining())
                + "</tr></thead><tbody>\n"
                + rows.stream()
                        .map(row -> cells.apply(row).stream()
                                .map(cell -> "<td>" + escaped(cell) + "</td>")
                                .collect(Collectors.joining("", "<tr>", "</tr>\n")))
                        .collect(Collectors.joining())
                + "</tbody></table></div>\n";
    }

    private static String amount(long minor) {
        return Long.toString(minor);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
