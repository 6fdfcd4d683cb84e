package dev.palisade.cart.order;

import dev.palisade.platform.client.TokenRefusedException;
import dev.palisade.platform.rows.RowSubject;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;

/** Looks for orders that a crash or an outage has left unfinished, and settles them one by one. */
@Component
class CheckoutWorker {

    private static final Logger log = LoggerFactory.getLogger(CheckoutWorker.class);
    private static final int AT_ONCE = 50;
    private static final int MOST_COUNTED = 1_000; // from here on the number itself says nothing more

    private final Orders orders;
    private final Checkout checkout;
    private final CheckoutProperties properties;
    private final AtomicInteger stuck;

    CheckoutWorker(Orders orders, Checkout checkout, CheckoutProperties properties, MeterRegistry metrics) {
        this.orders = orders;
        this.checkout = checkout;
        this.properties = properties;
        this.stuck = metrics.gauge("palisade.orders.stuck", new AtomicInteger());
    }

    @Scheduled(
            initialDelayString = "${palisade.checkout.worker-interval:5s}",
            fixedDelayString = "${palisade.checkout.worker-interval:5s}")
    void settle() {
        for (Orders.Unfinished order : orders.unfinished(AT_ONCE)) {
            try {
                RowSubject.runAs(order.owner(), () -> {
                    checkout.settle(order.id());
                    return order;
                });
                log.atInfo().addKeyValue("order", order.id()).log("Unfinished order settled");
            } catch (RestClientException | TokenRefusedException e) {
                log.atWarn().addKeyValue("order", order.id()).log("Unfinished order waits: {}", e.getMessage());
            }
        }
        stuck.set(orders.stuck(properties.stuckAfter(), MOST_COUNTED).size());
    }
}
