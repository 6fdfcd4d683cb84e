package dev.palisade.cart.cart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cart.cart.MergedCart.CappedLine;
import dev.palisade.cart.catalog.Product;
import dev.palisade.cart.price.Prices;
import dev.palisade.platform.money.Money;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CartMergeTests {

    private static final UUID TEAPOT = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID CUP = UUID.fromString("00000000-0000-4000-8000-000000000002");
    private static final Map<UUID, Product> SOLD =
            Map.of(TEAPOT, new Product(TEAPOT, "Teapot", euro("20.00")), CUP, new Product(CUP, "Cup", euro("4.00")));

    @Test
    void mergeWhenInBothCartsThenQuantitiesAreAddedUp() {
        CartMerge merge = merge(Map.of(TEAPOT, line(2, "20.00")), Map.of(TEAPOT, line(3, "20.00")));

        assertThat(merge.added()).containsExactly(Map.entry(TEAPOT, line(3, "20.00")));
        assertThat(merge.capped()).isEmpty();
    }

    @Test
    void mergeWhenALineHasNoRoomThenCutDownAndSaidSo() {
        CartMerge merge = merge(Map.of(CUP, line(90, "4.00")), Map.of(CUP, line(20, "4.00")));

        assertThat(merge.added()).containsExactly(Map.entry(CUP, line(9, "4.00")));
        assertThat(merge.capped()).containsExactly(new CappedLine(CUP, "Cup", 11));
    }

    @Test
    void mergeWhenALineIsFullThenNothingOfItIsAdded() {
        CartMerge merge = merge(Map.of(CUP, line(99, "4.00")), Map.of(CUP, line(1, "4.00"), TEAPOT, line(1, "20.00")));

        assertThat(merge.added()).containsOnlyKeys(TEAPOT);
        assertThat(merge.capped()).containsExactly(new CappedLine(CUP, "Cup", 1));
    }

    @Test
    void mergeWhenTheCartHasFiftyProductsThenNoOtherIsAdded() {
        Map<UUID, CartLine> own = new HashMap<>();
        for (int i = 0; i < 49; i++) {
            own.put(UUID.randomUUID(), line(1, "1.00"));
        }
        own.put(TEAPOT, line(1, "20.00"));
        CartMerge merge = merge(own, Map.of(CUP, line(1, "4.00"), TEAPOT, line(1, "20.00")));

        assertThat(merge.added()).containsOnlyKeys(TEAPOT);
        assertThat(merge.capped()).containsExactly(new CappedLine(CUP, "Cup", 1));
    }

    @Test
    void mergeWhenPiecesOrValueAreTooManyThenAsManyAsFit() {
        // 500 pieces at most: 99 + 99 + 99 + 99 + 99 are 495
        Map<UUID, Product> sold = new HashMap<>(SOLD);
        Map<UUID, CartLine> own = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            UUID pin = UUID.randomUUID();
            sold.put(pin, new Product(pin, "Pin", euro("0.10")));
            own.put(pin, line(99, "0.10"));
        }
        CartMerge pieces = CartMerge.of(own, Map.of(CUP, line(9, "4.00")), sold, prices("10000.00"));
        assertThat(pieces.added().get(CUP)).isEqualTo(line(5, "4.00"));
        assertThat(pieces.capped()).containsExactly(new CappedLine(CUP, "Cup", 4));

        Map<UUID, CartLine> guests = new LinkedHashMap<>();
        guests.put(TEAPOT, line(4, "20.00"));
        guests.put(CUP, line(1, "4.00"));
        CartMerge value = CartMerge.of(
                Map.of(TEAPOT, line(1, "20.00")), guests, SOLD, prices("87.99")); // three teapots more are 80
        assertThat(value.added()).containsExactly(Map.entry(TEAPOT, line(3, "20.00")), Map.entry(CUP, line(1, "4.00")));
        assertThat(value.capped()).containsExactly(new CappedLine(TEAPOT, "Teapot", 1));
    }

    @Test
    void mergeWhenPricesWereShownThenOneThatIsAnotherNowIsKept() {
        assertThat(seen(null, "18.00")).isEqualTo(euro("18.00"));
        assertThat(seen("20.00", "18.00")).isEqualTo(euro("18.00"));
        assertThat(seen("18.00", "20.00")).isEqualTo(euro("18.00"));
        assertThat(seen("18.00", "19.00")).isEqualTo(euro("18.00"));
    }

    @Test
    void mergeWhenAProductIsNotSoldNowThenItMovesAsItIs() {
        UUID gone = UUID.randomUUID();
        CartMerge merge = merge(Map.of(gone, line(98, "7.00")), Map.of(gone, line(2, "8.00")));

        assertThat(merge.added()).containsExactly(Map.entry(gone, line(1, "7.00")));
        assertThat(merge.capped()).isEmpty();
    }

    private static Money seen(@Nullable String own, String guests) {
        CartMerge merge = merge(own == null ? Map.of() : Map.of(TEAPOT, line(1, own)), Map.of(TEAPOT, line(1, guests)));
        return Objects.requireNonNull(
                Objects.requireNonNull(merge.added().get(TEAPOT)).priceSeen());
    }

    private static CartMerge merge(Map<UUID, CartLine> own, Map<UUID, CartLine> guests) {
        return CartMerge.of(own, guests, SOLD, prices("10000.00"));
    }

    private static Prices prices(String mostValue) {
        return new Prices(
                Currency.getInstance("EUR"),
                BigDecimal.valueOf(19),
                new BigDecimal("4.90"),
                new BigDecimal("50.00"),
                500,
                new BigDecimal(mostValue));
    }

    private static CartLine line(int quantity, String price) {
        return new CartLine(quantity, euro(price));
    }

    private static Money euro(String amount) {
        return Money.of(amount, "EUR");
    }
}
