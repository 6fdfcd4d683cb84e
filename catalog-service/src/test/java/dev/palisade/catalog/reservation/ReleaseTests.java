package dev.palisade.catalog.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.palisade.catalog.product.ProductId;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Two versions on one schema: release 0.1.0, which knows no end of a reservation, and this one. Each goes on with what the
 * other has written, the way back is open, and only when nobody uses the former is it taken away.
 */
class ReleaseTests {

    /** The last migration of release 0.1.0. */
    private static final String RELEASED = "7";

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Path CONTRACTION = Path.of("src/test/resources/db/contraction");
    private static final Duration LONG = Duration.ofHours(2);

    private JdbcClient jdbc;
    private DriverManagerDataSource database;
    private Reservations reservations;

    @BeforeEach
    void empty() {
        TestPlatform.database("catalog"); // whose role the migrations name
        String name = "catalog_release_" + UUID.randomUUID().toString().substring(0, 8);
        TestPlatform.Database created = TestPlatform.database(name);
        database = new DriverManagerDataSource(
                TestPlatform.postgres().jdbcUrl(created.name()), name + "_owner", created.ownerPassword());
        jdbc = JdbcClient.create(database);
        reservations = new Reservations(jdbc);
        migrate(RELEASED, MIGRATIONS);
    }

    @Test
    void expandWhenReservedBeforeThenItEndsAsItWouldHave() {
        OrderId older = formerlyReserve();
        jdbc.sql("update reservation set created_at = now() - interval '2 minutes'")
                .update();
        OrderId newer = formerlyReserve();
        migrate("8", MIGRATIONS);
        later("29 minutes");

        assertThat(reservations.expireOne()).isTrue();
        assertThat(reservations.expireOne()).isFalse();
        assertThat(status(older)).isEqualTo("RELEASED");
        assertThat(status(newer)).isEqualTo("RESERVED");
    }

    @Test
    void versionsWhenBothRunThenEachGoesOnWithWhatTheOtherHasWritten() {
        migrate("8", MIGRATIONS);
        OrderId former = formerlyReserve();
        OrderId present = reserve(LONG);

        assertThat(reservations.expireOne()).isFalse();
        reservations.hold(former);
        reservations.confirm(former);
        assertThat(status(former)).isEqualTo("CONFIRMED");
        assertThat(formerly("update reservation set status = 'HELD' where order_id = :id", present))
                .isOne();
        assertThat(status(present)).isEqualTo("HELD");
    }

    @Test
    void versionsWhenBothRunThenEachExpiresWhatTheOtherHasWritten() {
        migrate("8", MIGRATIONS);
        OrderId former = formerlyReserve();
        later("31 minutes");
        assertThat(reservations.expireOne()).isTrue();
        assertThat(status(former)).isEqualTo("RELEASED");

        OrderId present = reserve(LONG);
        later("31 minutes");
        assertThat(formerlyExpire()).isEqualTo(present.value()); // by its own rule, as long as it runs
    }

    @Test
    void goBackWhenExpandedThenTheFormerVersionStartsAndWorks(@TempDir Path former) throws IOException {
        migrate("8", MIGRATIONS);
        OrderId present = reserve(LONG);
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().startsWith("V8__")) {
                    Files.copy(file, former.resolve(file.getFileName()));
                }
            }
        }
        migrate("latest", former); // as it does when it starts

        formerlyReserve();
        assertThat(formerly("update reservation set status = 'RELEASED' where order_id = :id", present))
                .isOne();
    }

    @Test
    void contractWhenNobodyUsesTheFormerThenOnlyTheFormerIsRefused() {
        migrate("8", MIGRATIONS);
        OrderId former = formerlyReserve();
        migrate("9", MIGRATIONS, CONTRACTION);

        OrderId present = reserve(LONG);
        reservations.hold(former);
        reservations.release(present);
        assertThatExceptionOfType(DataIntegrityViolationException.class)
                .isThrownBy(this::formerlyReserve)
                .withMessageContaining("reservation_ends");
    }

    private OrderId reserve(Duration lifetime) {
        OrderId order = new OrderId(UUID.randomUUID());
        ProductId product = jdbc.sql("select id from product order by id limit 1")
                .query(String.class)
                .single()
                .transform(ProductId::of);
        reservations.reserve(order, "alice", Map.of(product, new Quantity(1)), lifetime);
        return order;
    }

    /** As release 0.1.0 does it. */
    private OrderId formerlyReserve() {
        OrderId order = new OrderId(UUID.randomUUID());
        formerly("""
                insert into reservation (order_id, owner, status) values (:id, 'alice', 'RESERVED') on conflict do nothing
                """, order);
        formerly("""
                insert into reservation_item (order_id, product_id, quantity)
                select :id, id, 1 from product order by id limit 1
                """, order);
        return order;
    }

    /** Likewise: whom it would release next. */
    private UUID formerlyExpire() {
        return jdbc.sql("""
                        select order_id from reservation
                        where status = 'RESERVED' and created_at < now() - make_interval(secs => 1800)
                        order by created_at limit 1 for update skip locked
                        """).query(UUID.class).single();
    }

    private int formerly(String statement, OrderId order) {
        return jdbc.sql(statement).param("id", order.value()).update();
    }

    private void later(String time) {
        jdbc.sql(
                        "update reservation set created_at = created_at - cast(:time as interval), expires_at = expires_at - cast(:time as interval)")
                .param("time", time)
                .update();
    }

    private String status(OrderId order) {
        return jdbc.sql("select status from reservation where order_id = :id")
                .param("id", order.value())
                .query(String.class)
                .single();
    }

    private void migrate(String target, Path... folders) {
        Flyway.configure()
                .dataSource(database)
                .locations(
                        Stream.of(folders).map(folder -> "filesystem:" + folder).toArray(String[]::new))
                .target(target)
                .load()
                .migrate();
    }
}
