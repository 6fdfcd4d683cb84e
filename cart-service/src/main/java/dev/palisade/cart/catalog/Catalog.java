package dev.palisade.cart.catalog;

import dev.palisade.platform.client.NeighbourProblem;
import dev.palisade.platform.client.ServiceClients;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;

/** Asks the catalog. Prices are read and stock is settled for this service itself; stock is held for the person. */
@Component
public class Catalog {

    private static final String SERVICE = "catalog-service";

    private final RestClient reading;
    private final RestClient reserving;
    private final RestClient settling;

    Catalog(ServiceClients clients) {
        this.reading = clients.asService(SERVICE, "catalog:read");
        this.reserving = clients.onBehalfOfPerson(SERVICE, "orders");
        this.settling = clients.asService(SERVICE, "catalog:settle");
    }

    /** The products with these identifiers; what the catalog does not sell is missing. */
    public Map<UUID, Product> products(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        String list = ids.stream().map(UUID::toString).sorted().collect(Collectors.joining(","));
        Products products = reading.get()
                .uri("/internal/products?ids={ids}", list)
                .retrieve()
                .body(Products.class);
        return products == null
                ? Map.of()
                : products.items().stream().collect(Collectors.toMap(Product::id, Function.identity()));
    }

    /**
     * Holds stock for an order, all or nothing; repeating it changes nothing.
     *
     * @throws StockRefusedException when there is not enough, or the catalog no longer knows a product
     */
    public void reserve(UUID orderId, List<Line> lines) {
        try {
            reserving
                    .put()
                    .uri("/internal/reservations/{orderId}", orderId)
                    .body(new Reservation(lines))
                    .retrieve()
                    .toBodilessEntity();
        } catch (RestClientResponseException e) {
            switch (NeighbourProblem.of(e)) {
                case "out-of-stock", "unknown-product", "reservation-released" ->
                    throw new StockRefusedException(NeighbourProblem.of(e));
                default -> throw e;
            }
        }
    }

    /**
     * Keeps the held stock until the order has ended; repeating it changes nothing.
     *
     * @throws StockRefusedException when it was given back meanwhile
     */
    public void keep(UUID orderId) {
        try {
            settling.post()
                    .uri("/internal/reservations/{orderId}/hold", orderId)
                    .retrieve()
                    .toBodilessEntity();
        } catch (RestClientResponseException e) {
            if (NeighbourProblem.of(e).equals("reservation-released")) {
                throw new StockRefusedException("reservation-released");
            }
            throw e;
        }
    }

    /** Takes the held stock for good; repeating it changes nothing. */
    public void confirm(UUID orderId) {
        settling.post()
                .uri("/internal/reservations/{orderId}/confirmation", orderId)
                .retrieve()
                .toBodilessEntity();
    }

    /** Gives the held stock back, and rules out that any is held for this order later; repeating it changes nothing. */
    public void release(UUID orderId) {
        settling.delete()
                .uri("/internal/reservations/{orderId}", orderId)
                .retrieve()
                .toBodilessEntity();
    }

    /**
     * So many of a product.
     *
     * @param productId the product
     * @param quantity how many
     */
    public record Line(UUID productId, int quantity) {}

    private record Reservation(List<Line> items) {}

    private record Products(List<Product> items) {}

    /** The catalog holds no stock for the order; the message is the reason, one word. */
    public static final class StockRefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StockRefusedException(String reason) {
            super(reason);
        }
    }
}
