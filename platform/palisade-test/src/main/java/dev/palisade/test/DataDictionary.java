package dev.palisade.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps the data dictionary in the documents equal to what the columns of a service's database say of themselves. A column's
 * comment begins with the class of its data. With {@code -Dpalisade.dictionary.update=true} the page is written anew.
 */
public final class DataDictionary {

    private static final Path PAGE = Path.of("..", "docs", "data-dictionary.md");
    private static final String CLASSES = "public|business|personal|payment|secret|technical";

    private final String service;
    private final TestDatabase database;

    private DataDictionary(String service, String database) {
        this.service = service;
        this.database = TestDatabase.named(database);
    }

    /** That of a service, whose migrations have been run. */
    public static DataDictionary of(String service, String database) {
        return new DataDictionary(service, database);
    }

    /** Expects each table to say how long its rows are kept, and each column what it holds and of which class that is. */
    public void assertComplete() {
        assertThat(database.column("select t.table || ': ' || coalesce(t.kept, '') from (" + TABLES + ") t"))
                .isNotEmpty()
                .allSatisfy(table -> assertThat(table).matches("\\w+: Kept .+\\."));
        assertThat(database.column("select c.name || ' ' || coalesce(c.comment, '') from (" + COLUMNS + ") c"))
                .isNotEmpty()
                .allSatisfy(column -> assertThat(column).matches("[\\w.]+ (" + CLASSES + "): \\S.+"));
    }

    /** Expects the page to say the same. */
    public void assertWritten() throws IOException {
        String begin = "<!-- " + service + " -->\n";
        String end = "<!-- end of " + service + " -->\n";
        String page = Files.readString(PAGE);
        String written =
                page.substring(0, page.indexOf(begin) + begin.length()) + section() + page.substring(page.indexOf(end));
        if (Boolean.getBoolean("palisade.dictionary.update")) {
            Files.writeString(PAGE, written);
        }
        assertThat(Files.readString(PAGE))
                .as("run this test with -Dpalisade.dictionary.update=true")
                .isEqualTo(written);
    }

    private String section() {
        StringBuilder section = new StringBuilder();
        for (String table : database.column("select t.table from (" + TABLES + ") t order by 1")) {
            String kept = database.text("select t.kept from (" + TABLES + ") t where t.table = '" + table + "'");
            section.append("\n### ").append(table).append("\n\n").append(kept).append('\n');
            section.append("\n| column | class | what it holds |\n|---|---|---|\n");
            List<String> rows = database.column(
                    "select '| `' || c.column || '` | ' || regexp_replace(c.comment, '^(\\w+): ', '\\1 | ') || ' |' from ("
                            + COLUMNS + ") c where c.table = '" + table + "' order by c.position");
            rows.forEach(row -> section.append(row).append('\n'));
        }
        return section.append('\n').toString();
    }

    private static final String TABLES = """
            select relname as table, obj_description(oid) as kept from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'flyway_schema_history'
            """;

    private static final String COLUMNS = """
            select c.relname as table, a.attname as column, c.relname || '.' || a.attname as name, a.attnum as position,
                   col_description(c.oid, a.attnum) as comment
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
              and c.relname <> 'flyway_schema_history' and a.attnum > 0 and not a.attisdropped
            """;
}
