package dev.palisade.cart.cart;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes the guest carts that have ended. */
@Component
class GuestCartCleaning {

    private static final Logger log = LoggerFactory.getLogger(GuestCartCleaning.class);
    private static final int AT_ONCE = 1_000; // carts in one transaction: it holds their locks for milliseconds

    private final GuestCarts guests;

    GuestCartCleaning(GuestCarts guests) {
        this.guests = guests;
    }

    @Scheduled(
            initialDelayString = "${palisade.guest-carts.cleaning-interval:1h}",
            fixedDelayString = "${palisade.guest-carts.cleaning-interval:1h}")
    void clean() {
        int all = 0;
        int deleted;
        do {
            deleted = guests.deleteEnded(AT_ONCE);
            all += deleted;
        } while (deleted == AT_ONCE);
        if (all > 0) {
            log.atInfo().addKeyValue("carts", all).log("Ended guest carts deleted");
        }
    }
}
