package dev.palisade.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.local.Platform;
import dev.palisade.local.Progress;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A crash at the worst moment: the money is taken, and the order does not know it yet. */
class CrashE2eTests {

    private static final Platform PLATFORM = RunningPlatform.platform();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration AFTER_THE_LEASE = Duration.ofSeconds(60);

    @Test
    void orderWhenCartIsKilledBetweenPaymentAndConfirmationThenConfirmedOnceAndChargedOnce() throws Exception {
        String key = Shop.newKey();
        String ofThisOrder = " from shop_order where idempotency_key = '" + key + "'";
        try (Shop alice = Shop.of("alice");
                ExecutorService background = Executors.newSingleThreadExecutor()) {
            alice.fill(alice.product(7).path("id").asString(), 1);
            String card = alice.card(Shop.CARD);

            // Payment stands still until the order waits for it; then the order's row is held, so that cart-service
            // cannot write down that it was paid.
            signal("payment-service", "STOP");
            Future<Shop.Answer> cutOff = background.submit(() -> alice.buy(card, key));
            await().atMost(SOON)
                    .until(() -> Database.value("cart", "select status" + ofThisOrder)
                            .equals("RESERVED"));
            String order = Database.value("cart", "select id" + ofThisOrder);
            String captured = "select status from payment where order_id = '" + order + "'";
            try (Connection connection = Database.open("cart");
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("select 1" + ofThisOrder + " for update");
                signal("payment-service", "CONT");
                await().atMost(SOON)
                        .until(() -> Database.value("payment", captured).equals("CAPTURED"));
                PLATFORM.kill("cart-service");
                connection.rollback();
            }
            assertThat(Database.value("cart", "select status" + ofThisOrder)).isEqualTo("RESERVED");
            assertThat(cutOff.get().status()).isEqualTo(503);

            PLATFORM.restart("cart-service", Progress.SILENT);

            await().atMost(AFTER_THE_LEASE)
                    .until(() -> Database.value("cart", "select status" + ofThisOrder)
                            .equals("CONFIRMED"));
            assertThat(Database.value("cart", "select count(*)" + ofThisOrder)).isEqualTo("1");
            assertThat(Database.value("payment", "select count(*) from payment where order_id = '" + order + "'"))
                    .isEqualTo("1");
            assertThat(Provider.captures())
                    .containsOnlyOnce(
                            Database.value("payment", "select id from payment where order_id = '" + order + "'"));
            assertThat(alice.buy(card, key).status()).isEqualTo(201);
        } finally {
            signal("payment-service", "CONT");
        }
    }

    private static void signal(String service, String name) throws Exception {
        long pid = PLATFORM.pid(service).orElseThrow();
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }
}
