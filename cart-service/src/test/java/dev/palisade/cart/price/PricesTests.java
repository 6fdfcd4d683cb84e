package dev.palisade.cart.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.platform.money.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class PricesTests {

    /** As the shop has them. */
    public static Prices prices() {
        return prices("EUR", "19", "4.90", "50.00", 500, "10000.00");
    }

    @ParameterizedTest
    @CsvSource({
        "1,  19.90,  19.90, 4.90,  24.80,   3.96",
        "1,  49.99,  49.99, 4.90,  54.89,   8.76",
        "1,  50.00,  50.00, 0.00,  50.00,   7.98",
        "2,  25.00,  50.00, 0.00,  50.00,   7.98",
        "1,   0.01,   0.01, 4.90,   4.91,   0.78",
        "99, 99.99, 9899.01, 0.00, 9899.01, 1580.51"
    })
    void billWhenGoodsThenEachLineOfItIsExact(
            int quantity, String price, String goods, String shipping, String total, String tax) {
        Bill bill = prices().bill(List.of(line(quantity, price)));

        assertThat(bill.goods()).isEqualTo(euro(goods));
        assertThat(bill.shipping()).isEqualTo(euro(shipping));
        assertThat(bill.total()).isEqualTo(euro(total));
        assertThat(bill.tax()).isEqualTo(new Tax(new BigDecimal("19.00"), euro(tax)));
    }

    @Test
    void billWhenNothingThenNothingIsDelivered() {
        assertThat(prices().bill(List.of()).total()).isEqualTo(euro("0.00"));
    }

    @Test
    void billWhenAnyCartThenTotalIsGoodsAndShippingAndTheTaxIsTheNearestCent() {
        Random random = new Random(20261125);
        for (int i = 0; i < 10_000; i++) {
            List<Line> lines = new ArrayList<>();
            long cents = 0;
            for (int n = random.nextInt(1, 6); n > 0; n--) {
                int quantity = random.nextInt(1, 100);
                int price = random.nextInt(1, 30_000);
                cents += (long) quantity * price;
                lines.add(line(quantity, BigDecimal.valueOf(price, 2).toPlainString()));
            }
            Bill bill = prices().bill(lines);
            long total = cents + (cents < 5_000 ? 490 : 0);
            assertThat(bill.total().amount().unscaledValue().longValueExact()).isEqualTo(total);
            // |tax - total·19/119| ≤ 0.5 cents, in whole numbers
            long tax = bill.tax().amount().amount().unscaledValue().longValueExact();
            assertThat(Math.abs(2 * (tax * 119 - total * 19))).isLessThanOrEqualTo(119);
        }
    }

    @Test
    void billWhenCurrenciesAreMixedThenRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prices().bill(List.of(new Line(1, Money.of("1.00", "USD")))))
                .withMessageContaining("Cannot mix");
    }

    @Test
    void billWhenItDoesNotAddUpThenThereIsNone() {
        Tax tax = new Tax(BigDecimal.ZERO, euro("0.00"));
        assertThat(new Bill(euro("1.00"), euro("0.50"), tax, euro("1.50"))).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> new Bill(euro("1.00"), euro("0.50"), tax, euro("1.51")));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Bill(euro("1.00"), euro("0.50"), new Tax(BigDecimal.ZERO, euro("1.51")), euro("1.50")));
    }

    @Test
    void limitsWhenReachedThenLetThroughAndWhenPassedThenRefused() {
        prices().requireWithinLimits(List.of(line(99, "0.01"), line(99, "0.01"), line(302, "0.01")));
        prices().requireWithinLimits(List.of(line(1, "10000.00")));

        assertThatThrownBy(() -> prices().requireWithinLimits(List.of(line(99, "0.01"), line(402, "0.01"))))
                .hasMessageContaining("too-many-pieces");
        assertThatThrownBy(() -> prices().requireWithinLimits(List.of(line(1, "10000.01"))))
                .hasMessageContaining("value-too-high");
    }

    @ParameterizedTest
    @CsvSource({
        "EUR, -1,    4.90,  50.00, 500, 10000.00",
        "EUR, 101,   4.90,  50.00, 500, 10000.00",
        "EUR, 19.001, 4.90, 50.00, 500, 10000.00",
        "EUR, 19,   -0.01,  50.00, 500, 10000.00",
        "EUR, 19,    4.905, 50.00, 500, 10000.00",
        "EUR, 19,    4.90,  -1,    500, 10000.00",
        "EUR, 19,    4.90,  50.00, 0,   10000.00",
        "EUR, 19,    4.90,  50.00, 500, 0",
        "JPY, 19,    4.90,  50,    500, 10000",
        "XXX, 19,    4,     50,    500, 10000"
    })
    void termsWhenTheyMakeNoSenseThenRefused(
            String currency, String tax, String shipping, String freeFrom, int pieces, String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> prices(currency, tax, shipping, freeFrom, pieces, value));
    }

    private static Prices prices(
            String currency, String tax, String shipping, String freeFrom, int pieces, String value) {
        return new Prices(
                Currency.getInstance(currency),
                new BigDecimal(tax),
                new BigDecimal(shipping),
                new BigDecimal(freeFrom),
                pieces,
                new BigDecimal(value));
    }

    private static Line line(int quantity, String price) {
        return new Line(quantity, euro(price));
    }

    private static Money euro(String amount) {
        return Money.of(amount, "EUR");
    }

    private record Line(int quantity, Money price) implements Prices.Line {}
}
