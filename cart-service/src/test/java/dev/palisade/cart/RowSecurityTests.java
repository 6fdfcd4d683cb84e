package dev.palisade.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.platform.rows.RowSubject;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The database says no again: here nothing of the service's own code stands before it. */
class RowSecurityTests extends CartServiceTest {

    private static final List<String> TABLES = List.of("cart_item", "shop_order", "order_item", "wish");

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @Test
    void rowsWhenNobodyIsNamedThenNoneShow() throws IOException {
        fill(person());

        for (String table : TABLES) {
            assertThat(count(table)).as(table).isZero();
        }
    }

    @Test
    void rowsWhenOnePersonIsNamedThenOnlyTheirsShow() throws IOException {
        String alice = person();
        fill(alice);
        fill(person());

        for (String table : TABLES) {
            assertThat(as(alice, () -> count(table))).as(table).isEqualTo(1);
        }
    }

    @Test
    void insertWhenForAnotherPersonThenRefused() {
        String alice = person();
        String bob = person();

        assertThatThrownBy(() -> as(
                        alice,
                        () -> jdbc.sql("insert into cart_item values (?, ?, 1)")
                                .params(bob, TEAPOT)
                                .update()))
                .rootCause()
                .hasMessageContaining("row-level security");
        assertThat(as(
                        alice,
                        () -> jdbc.sql("insert into cart_item values (?, ?, 1)")
                                .params(alice, TEAPOT)
                                .update()))
                .isEqualTo(1);
    }

    @Test
    void changeWhenOfWhatWasOrderedThenRefused() throws IOException {
        String alice = person();
        fill(alice);

        assertThatThrownBy(() -> as(
                        alice,
                        () -> jdbc.sql("update order_item set price_amount = 0.01")
                                .update()))
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(
                        () -> as(alice, () -> jdbc.sql("delete from shop_order").update()))
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    @Test
    void orderWhenItDoesNotAddUpThenRefused() throws IOException {
        String alice = person();
        fill(alice);
        for (String wrong : List.of(
                "update shop_order set total_amount = total_amount + 0.01",
                "update shop_order set shipping_amount = shipping_amount - 0.01",
                "update shop_order set total_currency = 'USD'",
                "insert into order_item select order_id, 9, owner, product_id, name, 1, 0.01, 'EUR' from order_item")) {
            assertThatThrownBy(() -> as(alice, () -> jdbc.sql(wrong).update()))
                    .as(wrong)
                    .rootCause()
                    .hasMessageContaining("does not add up");
        }
        assertThat(as(
                        alice,
                        () -> jdbc.sql("update shop_order set total_amount = total_amount + 0.10,"
                                        + " shipping_amount = shipping_amount + 0.10")
                                .update()))
                .isEqualTo(1);
        assertThatThrownBy(() -> as(
                        alice,
                        () -> jdbc.sql("update shop_order set tax_amount = 0").update()))
                .rootCause()
                .hasMessageContaining("generated column");
    }

    @Test
    void runtimeRoleWhenItChangesTheSchemaThenRefused() {
        assertThatThrownBy(() -> jdbc.sql("create table mine (id int)").update())
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> jdbc.sql("alter table cart_item disable row level security")
                        .update())
                .rootCause()
                .hasMessageContaining("must be owner");
    }

    private void fill(String person) throws IOException {
        put(person, TEAPOT, 1);
        buy(person, "k1");
        request("PUT", "/api/wishlist/items/" + CUP, person).send();
        put(person, CUP, 1);
    }

    private <T> T as(String person, Supplier<T> work) {
        return RowSubject.runAs(person, () -> new TransactionTemplate(transactions).execute(status -> work.get()));
    }

    private int count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
    }
}
