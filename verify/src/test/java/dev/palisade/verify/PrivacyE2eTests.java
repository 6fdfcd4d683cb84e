package dev.palisade.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.local.CodeFlow;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person asks for everything that the shop stores of them, and goes. */
class PrivacyE2eTests {

    private static final String REDIRECT = "http://127.0.0.1:8765/callback";

    @BeforeEach
    void grace() throws SQLException {
        Database.change(
                "auth",
                "insert into account (id, login, password_hash, roles) select gen_random_uuid(), 'grace', password_hash,"
                        + " '{customer}' from account where login = 'alice'");
    }

    @AfterEach
    void noGrace() throws SQLException {
        Database.change("auth", "delete from account where login = 'grace'");
    }

    @Test
    void deleteWhenAPersonHasBoughtThenTheirDataIsShownAndThenGoneEverywhere() throws Exception {
        String password = RunningPlatform.platform().demoUsers().stream()
                .filter(person -> person.name().equals("alice"))
                .findFirst()
                .orElseThrow()
                .password();
        String id = Database.value("auth", "select id from account where login = 'grace'");
        CodeFlow browser = new CodeFlow(
                RunningPlatform.platform().url("auth-server"),
                RunningPlatform.platform().trust(),
                "palisade-cli",
                REDIRECT);
        String token = String.valueOf(
                browser.tokens("grace", password, "cart orders payment").get("access_token"));
        String order;
        try (Shop grace = Shop.anonymous().with("Authorization", "Bearer " + token)) {
            grace.fill(grace.product(4).path("id").asString(), 1);
            order = grace.buy(grace.card(Shop.CARD), Shop.newKey())
                    .json()
                    .path("id")
                    .asString();
            grace.fill(grace.product(2).path("id").asString(), 3);
        }

        HttpResponse<String> data = browser.get("/account/data");
        assertThat(data.statusCode()).isEqualTo(200);
        assertThat(data.body())
                .contains(order, "\"last4\":\"4242\"", "\"quantity\":3")
                .doesNotContain(password);

        String csrf = browser.get("/account").body().replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]*)\".*", "$1");
        assertThat(browser.post("/account/delete", Map.of("_csrf", csrf, "name", "grace"))
                        .headers()
                        .firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).endsWith("/signed-out"));
        // Ten minutes later: no token of hers can be alive any more.
        Database.change("auth", "update erasure_notice set next_attempt_at = now() where person = '" + id + "'");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Database.value(
                                "auth", "select count(*) from erasure_notice where person = '" + id + "'"))
                        .isEqualTo("0"));
        for (String table : new String[] {"cart_item", "wish", "shop_order", "order_item"}) {
            assertThat(Database.value("cart", "select count(*) from " + table + " where owner = '" + id + "'"))
                    .isEqualTo("0");
        }
        for (String table : new String[] {"payment_method", "payment", "refund"}) {
            assertThat(Database.value("payment", "select count(*) from " + table + " where owner = '" + id + "'"))
                    .isEqualTo("0");
        }
        assertThat(Database.value("cart", "select status from shop_order where id = '" + order + "'"))
                .isEqualTo("CONFIRMED");
        assertThat(Database.value(
                        "payment",
                        "select status || ' ' || (owner like 'erased:%') from payment where order_id = '" + order
                                + "'"))
                .isEqualTo("CAPTURED true");
    }
}
