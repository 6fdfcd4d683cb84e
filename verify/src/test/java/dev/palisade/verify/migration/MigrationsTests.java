package dev.palisade.verify.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A release leaves the version before it able to work: what was released is never changed, and what is new takes nothing away
 * that the last release uses. With {@code -Dpalisade.migrations.release=VERSION}, all that there is becomes that release's.
 */
class MigrationsTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final Path RELEASED = Path.of("src/test/resources/migration/released.txt");

    @Test
    void releasedWhenReadThenUnchanged() throws IOException {
        Map<String, String> now = new TreeMap<>();
        migrations().forEach(each -> now.put(each.file(), Digest.sha256(each.sql())));
        String release = System.getProperty("palisade.migrations.release", "");
        if (!release.isEmpty()) {
            Files.writeString(
                    RELEASED,
                    Stream.concat(
                                    Stream.concat(releases().stream(), Stream.of(release))
                                            .distinct()
                                            .map(each -> "release " + each),
                                    now.entrySet().stream().map(each -> each.getValue() + "  " + each.getKey()))
                            .collect(Collectors.joining("\n", "", "\n")));
        }
        assertThat(released()).hasSizeGreaterThan(30);
        assertThat(now).containsAllEntriesOf(released());
    }

    @Test
    void newWhenReadThenTakesNothingAwayThatTheLastReleaseUses() throws IOException {
        Map<String, String> released = released();
        List<Migration> since = migrations().stream()
                .filter(each -> !released.containsKey(each.file()))
                .toList();
        for (Migration each : since) {
            assertThat(takenTooEarly(each, releases())).as(each.file()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "alter table a drop column b                               | drops a column",
                "alter table a drop b                                      | drops a column",
                "drop table a                                              | drops what may be used",
                "drop function f(text)                                     | drops what may be used",
                "alter table a rename column b to c                        | renames",
                "alter table a rename to b                                 | renames",
                "alter table a alter column b type text                    | changes a type",
                "alter table a alter b set data type text                  | changes a type",
                "alter table a alter column b set not null                 | asks for a value that is not given yet",
                "alter table a add column b text not null                  | adds a column that has to be given",
                "alter table a add column b numeric(12, 2) not null        | adds a column that has to be given",
                "ALTER TABLE a ADD b text NOT NULL                         | adds a column that has to be given",
                "alter table a add column c int, add column b text not null | adds a column that has to be given",
                "alter table a alter column b drop default                 | takes a default away",
                "alter table a add constraint c check (b > 0)              | adds a constraint to what is there",
                "create unique index i on a (b)                            | adds a constraint to what is there",
                "revoke update on a from shop_app                          | takes a right away",
            })
    void newWhenItTakesSomethingAwayThenRefused(String statement, String why) {
        Migration migration = new Migration("V1__x.sql", statement + ";");
        assertThat(takenTooEarly(migration, List.of("0.1.0")))
                .anySatisfy(finding -> assertThat(finding).startsWith(why));
        // When the last release does not use it any more, it goes.
        Migration later = new Migration("V1__x.sql", "-- contracts: 0.1.0\n" + statement + ";");
        assertThat(takenTooEarly(later, List.of("0.1.0", "0.2.0"))).isEmpty();
        assertThat(takenTooEarly(later, List.of("0.1.0"))).hasSize(1);
        assertThat(takenTooEarly(later, List.of("0.2.0"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "alter table a add column b text",
                "alter table a add column b text not null default ''",
                "alter table a add column b text default '' not null",
                "alter table a add column b int not null generated always as (c + 1) stored",
                "alter table a drop constraint c",
                "alter table a alter column b drop not null",
                "create table a (b text not null unique, check (b <> ''))",
                "create table a (b text); alter table a add constraint c check (b <> ''); revoke delete on a from shop_app",
                "create index i on a (b)",
                "drop index i",
                "comment on column a.b is 'drop table a; rename'",
                "update a set b = 'x' where b is null -- set not null later",
                "create function f() returns void language sql as $$ drop table a $$",
            })
    void newWhenItAddsThenAccepted(String statement) {
        assertThat(takenTooEarly(new Migration("V1__x.sql", statement + ";"), List.of("0.1.0")))
                .isEmpty();
    }

    /** What a migration takes away, unless it names a release that used it and is not the last one. */
    private static List<String> takenTooEarly(Migration migration, List<String> releases) {
        int used = releases.indexOf(migration.contracts());
        if (used >= 0 && used < releases.size() - 1) {
            return List.of();
        }
        return migration.takesAway();
    }

    private static List<Migration> migrations() throws IOException {
        try (Stream<Path> modules = Files.list(REPO)) {
            return modules.map(module -> module.resolve("src/main/resources/db/migration"))
                    .filter(Files::isDirectory)
                    .flatMap(MigrationsTests::in)
                    .toList();
        }
    }

    private static Stream<Migration> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> new Migration(REPO.relativize(file).toString(), read(file))).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> releases() throws IOException {
        return lines("release ")
                .map(line -> line.substring("release ".length()))
                .toList();
    }

    private static Map<String, String> released() throws IOException {
        return lines("")
                .filter(line -> !line.startsWith("release "))
                .map(line -> line.split(" {2}", 2))
                .collect(Collectors.toMap(line -> line[1], line -> line[0]));
    }

    private static Stream<String> lines(String beginning) throws IOException {
        return Files.readAllLines(RELEASED).stream().filter(line -> line.startsWith(beginning));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
