package dev.palisade.catalog.reservation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Puts goods back on the shelf that were set aside for an order which nobody goes on with. */
@Component
class ReservationExpiry {

    private static final Logger log = LoggerFactory.getLogger(ReservationExpiry.class);
    private static final int AT_ONCE = 1000;

    private final Reservations reservations;

    ReservationExpiry(Reservations reservations) {
        this.reservations = reservations;
    }

    /** One transaction for each, so that nobody waits long for a product. */
    @Scheduled(
            initialDelayString = "${palisade.reservations.expiry-interval:1m}",
            fixedDelayString = "${palisade.reservations.expiry-interval:1m}")
    void expire() {
        int expired = 0;
        while (expired < AT_ONCE && reservations.expireOne()) {
            expired++;
        }
        if (expired > 0) {
            log.info("{} reservations have expired", expired);
        }
    }
}
