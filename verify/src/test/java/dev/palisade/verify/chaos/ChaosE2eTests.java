package dev.palisade.verify.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.Platform;
import dev.palisade.local.UpOptions;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.verify.RunningPlatform;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A short storm; {@code ./palisade chaos} makes long ones. */
class ChaosE2eTests {

    private static final Platform PLATFORM = RunningPlatform.another("storm");
    private static final int CHECKOUTS = 60;
    private static final long SEED = 5;

    @BeforeAll
    static void up() {
        PrivateFiles.delete(PLATFORM.home().path()); // this test leaves wrong books behind
        PLATFORM.up(new UpOptions(false, Duration.ofHours(1), false), RunningPlatform.LINES);
    }

    @AfterAll
    static void down() {
        PLATFORM.down();
    }

    @Test
    void checkoutsWhenProcessesDieAndWiresBreakThenNothingIsLostOrDoubled() throws Exception {
        Books before = Books.open(PLATFORM);
        ChaosReport report = new Storm(PLATFORM, RunningPlatform.LINES).over(CHECKOUTS, SEED);
        assertThat(report.lines()).isEmpty();
        assertThat(report.checkouts()).isEqualTo(CHECKOUTS);
        assertThat(report.bought()).isPositive();
        assertThat(report.kills() + report.cuts()).isPositive();

        // The books are compared for real: whatever is changed in one of them shows.
        assertThat(before.violations(List.of())).isEmpty();
        String one = "(select id from shop_order where status = 'CONFIRMED' order by id limit 1)";
        change("cart", "update shop_order set total_amount = total_amount + 0.01 where id in " + one);
        assertThat(before.violations(List.of()))
                .anyMatch(line -> line.contains("is confirmed, and its payment is"))
                .anyMatch(line -> line.contains("does not add up"))
                .hasSize(2);
        change("cart", "update shop_order set total_amount = total_amount - 0.01 where id in " + one);
        change("cart", "update shop_order set status = 'CANCELLED' where id in " + one);
        assertThat(before.violations(List.of()))
                .anyMatch(line -> line.contains("keeps its money"))
                .anyMatch(line -> line.contains("keeps its goods"))
                .anyMatch(line -> line.contains("there should be"));
        change("cart", "update shop_order set status = 'PLACED' where status = 'CANCELLED'");
        assertThat(before.violations(List.of())).anyMatch(line -> line.contains("is still PLACED"));
    }

    private static void change(String database, String statement) throws SQLException {
        try (Connection connection = Books.open(PLATFORM, database);
                Statement change = connection.createStatement()) {
            change.execute("set session_replication_role = replica"); // no trigger stands in the way of a wrong book
            assertThat(change.executeUpdate(statement)).isPositive();
        }
    }
}
