package dev.palisade.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.local.Platform;
import dev.palisade.local.Progress;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The card provider's own process, beside the shop: it tells what happened, and it can crash. */
class ProviderE2eTests {

    private static final Platform PLATFORM = RunningPlatform.platform();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration AFTER_THE_LEASE = Duration.ofSeconds(60);

    @Test
    void orderWhenProviderIsKilledThenNothingIsTakenAndTheNextOneIsPaidOnce() throws Exception {
        String during = Shop.newKey();
        String afterwards = Shop.newKey();
        try (Shop alice = Shop.of("alice")) {
            String product = alice.product(5).path("id").asString();
            String card = alice.card(Shop.CARD);

            PLATFORM.kill("payment-sandbox");
            alice.fill(product, 1);
            assertThat(alice.buy(card, during).status()).isEqualTo(503);
            PLATFORM.restart("payment-sandbox", Progress.SILENT);

            // The card was added before the crash, and is still known.
            alice.fill(product, 1);
            assertThat(alice.buy(card, afterwards).status()).isEqualTo(201);
            assertThat(Provider.captures()).containsOnlyOnce(payment(afterwards));
            await().atMost(SOON)
                    .until(() -> !Database.value(
                                    "payment", "select count(*) from webhook_event where type = 'payment.captured'")
                            .equals("0"));

            await().atMost(AFTER_THE_LEASE)
                    .until(() -> Database.value(
                                    "cart", "select status from shop_order where idempotency_key = '" + during + "'")
                            .equals("CANCELLED"));
            assertThat(Provider.captures()).doesNotContain(payment(during));
            assertThat(Database.value("payment", "select count(*) from difference"))
                    .isEqualTo("0");
            assertThat(Database.value("payment", "select coalesce(sum(amount), 0) = 0 from ledger_entry"))
                    .isEqualTo("t");
        }
    }

    private static String payment(String key) throws SQLException {
        String order = Database.value("cart", "select id from shop_order where idempotency_key = '" + key + "'");
        return Database.value("payment", "select id from payment where order_id = '" + order + "'");
    }
}
