package dev.palisade.cart.cart;

import dev.palisade.cart.cart.MergedCart.CappedLine;
import dev.palisade.cart.catalog.Product;
import dev.palisade.cart.price.Prices;
import dev.palisade.platform.money.Money;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person's cart gets from a visitor's: as many pieces of each line as there is room for, line by line.
 *
 * @param added what is added
 * @param capped what there was no room for
 */
record CartMerge(Map<UUID, CartLine> added, List<CappedLine> capped) {

    /** A line whose product the catalog does not sell at the moment moves as well, as it would have stayed in the cart. */
    static CartMerge of(
            Map<UUID, CartLine> own, Map<UUID, CartLine> guests, Map<UUID, Product> products, Prices prices) {
        Map<UUID, CartLine> all = new LinkedHashMap<>(own);
        Map<UUID, CartLine> added = new LinkedHashMap<>();
        List<CappedLine> capped = new ArrayList<>();
        guests.forEach((id, line) -> {
            CartLine before = all.get(id);
            Product product = products.get(id);
            int had = before == null ? 0 : before.quantity();
            int room = before == null && all.size() >= CartFilling.MOST_LINES ? 0 : CartFilling.MOST_OF_ONE - had;
            if (product != null) {
                room = Math.min(room, prices.roomFor(product.price(), CartFilling.items(all, products)));
            }
            int more = Math.min(line.quantity(), room);
            if (more > 0) {
                Money seen = seen(before, line, product);
                added.put(id, new CartLine(more, seen));
                all.put(id, new CartLine(had + more, seen));
            }
            if (more < line.quantity() && product != null) {
                capped.add(new CappedLine(id, product.name(), line.quantity() - more));
            }
        });
        return new CartMerge(added, capped);
    }

    /** Of two prices that were shown, one that is another than now: the person has to be told of it. */
    private static @Nullable Money seen(@Nullable CartLine own, CartLine guests, @Nullable Product product) {
        return own == null || (product != null && own.isPriceOf(product)) ? guests.priceSeen() : own.priceSeen();
    }
}
