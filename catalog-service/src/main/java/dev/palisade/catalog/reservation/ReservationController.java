package dev.palisade.catalog.reservation;

import dev.palisade.platform.access.Caller;
import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.problem.ProblemException;
import jakarta.validation.Valid;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Stock for the orders of the cart service. Every request may be repeated. */
@RestController
@RequestMapping("/internal/reservations/{orderId}")
class ReservationController {

    private final Reservations reservations;
    private final ReservationProperties properties;

    ReservationController(Reservations reservations, ReservationProperties properties) {
        this.reservations = reservations;
        this.properties = properties;
    }

    /**
     * Sets stock aside for an order: everything that it needs, or nothing.
     *
     * @param orderId the order
     * @param request what it needs
     * @return how far the reservation is
     * @throws ProblemException 404 unknown-product when there is no such product
     * @throws ProblemException 409 out-of-stock when there is not enough left of one of them
     * @throws ProblemException 409 reservation-differs when this order has reserved something else
     * @throws ProblemException 409 reservation-released when this order was given up before
     */
    @PutMapping
    @Authorize(action = "ReserveStock", resource = "Reservation")
    ReservationState reserveStock(@PathVariable OrderId orderId, @RequestBody @Valid ReservationRequest request) {
        Reservation reservation =
                reservations.reserve(orderId, Caller.current().subject(), request.byProduct(), properties.lifetime());
        return new ReservationState(reservation.orderId(), reservation.status());
    }

    /**
     * Holds a reservation before its payment is taken: from now on it does not expire.
     *
     * @param orderId the order
     * @throws ProblemException 404 not-found when this order has no reservation
     * @throws ProblemException 409 reservation-released when it has expired, or was given up before
     */
    @PostMapping("/hold")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Authorize(action = "SettleStock", resource = "Reservation")
    void holdReservation(@PathVariable OrderId orderId) {
        reservations.hold(orderId);
    }

    /**
     * Confirms a reservation: the goods leave the shop.
     *
     * @param orderId the order
     * @throws ProblemException 404 not-found when this order has no reservation
     * @throws ProblemException 409 reservation-released when this order was given up before
     */
    @PostMapping("/confirmation")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Authorize(action = "SettleStock", resource = "Reservation")
    void confirmReservation(@PathVariable OrderId orderId) {
        reservations.confirm(orderId);
    }

    /**
     * Gives a reservation up: the goods go back on the shelf, and the order cannot reserve any later.
     *
     * @param orderId the order
     * @throws ProblemException 409 reservation-confirmed when the goods have left the shop
     */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Authorize(action = "SettleStock", resource = "Reservation")
    void releaseReservation(@PathVariable OrderId orderId) {
        reservations.release(orderId);
    }

    /**
     * The state of a reservation.
     *
     * @param orderId the order
     * @param status how far it is
     */
    record ReservationState(OrderId orderId, Reservation.Status status) {}
}
