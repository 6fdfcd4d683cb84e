package dev.palisade.verify.migration;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A change of a database.
 *
 * @param file where it is, from the root of the repository
 * @param sql what it does
 */
record Migration(String file, String sql) {

    private static final Pattern CONTRACTS = Pattern.compile("^-- contracts: (\\S+)$", Pattern.MULTILINE);
    private static final Pattern BODY = Pattern.compile("(\\$[a-z_]*\\$).*?\\1", Pattern.DOTALL);
    private static final Pattern TEXT = Pattern.compile("'(?:[^']|'')*'");
    private static final Pattern COMMENT = Pattern.compile("--[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern INNERMOST = Pattern.compile("\\([^()]*\\)");
    private static final String NAME = "(if (not )?exists )?\\S+";

    /** What takes something away from whoever used the schema as it was, and how it is said. */
    private static final Map<String, Pattern> TAKEN_AWAY = Map.of(
            "drops what may be used",
            Pattern.compile("\\bdrop (table|view|materialized view|function|procedure|schema|type|domain|sequence)\\b"),
            "drops a column",
            Pattern.compile(
                    "\\balter table\\b.*\\bdrop (?!constraint\\b|default\\b|not null\\b|identity\\b|expression\\b)\\S+"),
            "renames",
            Pattern.compile("\\brename\\b"),
            "changes a type",
            Pattern.compile("\\balter( column)? \\S+ (set data )?type\\b"),
            "asks for a value that is not given yet",
            Pattern.compile("\\bset not null\\b"),
            "adds a column that has to be given",
            Pattern.compile("\\badd( column)? " + NAME
                    + " [^,;]*\\bnot null\\b(?![^,;]*\\b(default|generated)\\b)(?<!\\bdefault [^,;]{0,80})"),
            "takes a default away",
            Pattern.compile("\\bdrop default\\b"),
            "adds a constraint to what is there",
            Pattern.compile("\\balter table\\b.*\\badd (constraint|check|unique|primary key|foreign key|exclude)\\b"
                    + "|\\bcreate unique index\\b"),
            "takes a right away",
            Pattern.compile("\\b(revoke|restrictive)\\b"));

    /** The last release that used what this takes away; empty when it says that it takes nothing away. */
    String contracts() {
        return CONTRACTS
                .matcher(sql)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElse("");
    }

    /** What in it takes something away; what is said of a table that it has made itself is not looked at. */
    List<String> takesAway() {
        String plain = COMMENT.matcher(
                        TEXT.matcher(BODY.matcher(sql).replaceAll("''")).replaceAll("''"))
                .replaceAll(" ")
                .replaceAll("\\s+", " ")
                .toLowerCase(Locale.ROOT);
        while (INNERMOST.matcher(plain).find()) {
            plain = INNERMOST.matcher(plain).replaceAll(" ");
        }
        List<String> made = Pattern.compile("\\bcreate table " + NAME)
                .matcher(plain)
                .results()
                .map(found -> found.group().replaceFirst(".* ", ""))
                .toList();
        return List.of(plain.split(";")).stream()
                .filter(statement -> made.stream().noneMatch(table -> isOf(statement, table)))
                .flatMap(statement -> TAKEN_AWAY.entrySet().stream()
                        .filter(each -> each.getValue().matcher(statement).find())
                        .map(each -> each.getKey() + ": " + statement.strip()))
                .sorted()
                .toList();
    }

    private static boolean isOf(String statement, String table) {
        return Pattern.compile("\\b(alter table|on) (only )?" + Pattern.quote(table) + "\\b")
                .matcher(statement)
                .find();
    }
}
