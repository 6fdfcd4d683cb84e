package dev.palisade.verify.report;

import java.util.stream.Collectors;

/** Text in pages and XML. */
final class Text {

    private Text() {}

    /** Lines of code, as they stand. */
    static String lines(String code) {
        return code.stripIndent().strip().lines().map(Text::escaped).collect(Collectors.joining("\n"));
    }

    /** Text as content or an attribute's value; characters that XML does not know are left out. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\n', '\t' -> escaped.append(' ');
                default -> {
                    if (c >= 0x20 && c != 0xFFFE && c != 0xFFFF && (c < 0xD800 || c > 0xDFFF)) {
                        escaped.appendCodePoint(c);
                    }
                }
            }
        });
        return escaped.toString();
    }
}
