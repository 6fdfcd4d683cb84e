package dev.palisade.cart.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.cart.order.Order.Status;
import dev.palisade.cart.price.Bill;
import dev.palisade.cart.price.PricesTests;
import dev.palisade.platform.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OrderTests {

    private static final List<OrderItem> ITEMS = List.of(
            new OrderItem(UUID.randomUUID(), "Teapot", 3, Money.of("19.99", "EUR")),
            new OrderItem(UUID.randomUUID(), "Cup", 1, Money.of("0.03", "EUR")));
    private static final Bill BILL = PricesTests.prices().bill(ITEMS);

    private final Order placed = Order.place("alice", ITEMS, BILL, Instant.EPOCH);

    @Test
    void placeWhenItemsThenTotalIsExact() {
        assertThat(placed.bill().total()).isEqualTo(Money.of("60.00", "EUR"));
        assertThat(placed.status()).isEqualTo(Status.PLACED);
    }

    @Test
    void placeWhenNoItemsThenRefused() {
        assertThatThrownBy(() -> Order.place("alice", List.of(), BILL, Instant.EPOCH))
                .hasMessage("An order has at least one item.");
    }

    @Test
    void orderWhenStepsAreInOrderThenConfirmed() {
        UUID payment = UUID.randomUUID();

        Order confirmed = placed.reserved().paid(payment).confirmed();

        assertThat(confirmed.status()).isEqualTo(Status.CONFIRMED);
        assertThat(confirmed.paymentId()).isEqualTo(payment);
        assertThat(confirmed.bill()).isEqualTo(placed.bill());
    }

    @Test
    void orderWhenPaidThenCanNeitherBeCancelledNorDeclined() {
        Order paid = placed.reserved().paid(UUID.randomUUID());

        assertThatThrownBy(() -> paid.cancelled("abandoned"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is PAID and cannot become CANCELLED");
        assertThatThrownBy(() -> paid.declined("card-declined")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void statusWhenEveryPairIsTriedThenOnlyTheArrowsPass() {
        StringBuilder arrows = new StringBuilder();
        for (Status from : Status.values()) {
            for (Status to : Status.values()) {
                if (from.mayBecome(to)) {
                    arrows.append(from).append("→").append(to).append(' ');
                }
            }
        }

        assertThat(arrows.toString().trim())
                .isEqualTo("PLACED→RESERVED PLACED→CANCELLED RESERVED→PAID RESERVED→CANCELLED RESERVED→DECLINED"
                        + " PAID→CONFIRMED");
    }
}
