package dev.palisade.cart.order;

import dev.palisade.test.TestService.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The stock of one product as the catalog keeps it: one reservation for each order. */
final class Shelf {

    private static final Duration LIFETIME = Duration.ofMinutes(30);

    private final Map<UUID, Reservation> reservations = new LinkedHashMap<>();
    private final World world;
    private int pieces;

    Shelf(World world) {
        this.world = world;
    }

    void begin(int stock) {
        reservations.clear();
        pieces = stock;
    }

    /** Takes so many or fewer, of what is there; below zero, brings them. */
    int take(int wanted) {
        int taken = Math.min(wanted, pieces);
        pieces -= taken;
        return taken;
    }

    int pieces() {
        return pieces;
    }

    /** How many pieces are with orders in this state. */
    int pieces(State state) {
        return reservations.values().stream()
                .filter(reservation -> reservation.state == state)
                .mapToInt(reservation -> reservation.pieces)
                .sum();
    }

    @Nullable
    Reservation of(OrderId order) {
        return reservations.get(order.value());
    }

    Response reserve(UUID order, int wanted) {
        Reservation known = reservations.get(order);
        if (known != null) {
            return known.state == State.RELEASED
                    ? released()
                    : known.pieces == wanted ? done() : Response.problem(409, "reservation-differs");
        }
        if (wanted > pieces) {
            return Response.problem(409, "out-of-stock");
        }
        pieces -= wanted;
        reservations.put(order, new Reservation(State.RESERVED, wanted, world.now()));
        return done();
    }

    Response hold(UUID order) {
        return become(order, State.HELD);
    }

    Response confirm(UUID order) {
        return become(order, State.CONFIRMED);
    }

    Response release(UUID order) {
        Reservation known = reservations.get(order);
        if (known != null && known.state == State.CONFIRMED) {
            return Response.problem(409, "reservation-confirmed");
        }
        if (known != null && known.state != State.RELEASED) {
            pieces += known.pieces;
        }
        reservations.put(order, new Reservation(State.RELEASED, 0, world.now()));
        return done();
    }

    /** Goods that nobody goes on to pay for are put back. */
    void expire() {
        Instant latest = world.now().minus(LIFETIME);
        reservations.entrySet().stream()
                .filter(entry -> entry.getValue().state == State.RESERVED
                        && entry.getValue().since.isBefore(latest))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::release);
    }

    private Response become(UUID order, State state) {
        Reservation known = reservations.get(order);
        if (known == null) {
            return Response.problem(404, "not-found");
        }
        if (known.state == State.RELEASED) {
            return released();
        }
        if (known.state != State.CONFIRMED) {
            reservations.put(order, new Reservation(state, known.pieces, known.since));
        }
        return done();
    }

    private static Response released() {
        return Response.problem(409, "reservation-released");
    }

    private static Response done() {
        return new Response(204, "");
    }

    enum State {
        RESERVED,
        HELD,
        CONFIRMED,
        RELEASED
    }

    /**
     * Goods of an order.
     *
     * @param state where they are
     * @param pieces how many
     * @param since when they were set aside
     */
    record Reservation(State state, int pieces, Instant since) {}
}
