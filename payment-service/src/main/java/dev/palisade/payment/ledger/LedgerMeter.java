package dev.palisade.payment.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Says as {@code palisade.ledger.imbalance} by how much the books are off, and as {@code palisade.ledger.breaks} at how many
 * places their chain is broken. Both are 0 when all is well, and -1 when nobody could look.
 */
@Component
class LedgerMeter {

    private static final Logger log = LoggerFactory.getLogger(LedgerMeter.class);
    private static final double UNKNOWN = -1;

    private final Ledger ledger;
    private final AtomicReference<Double> imbalance = new AtomicReference<>(0.0);
    private final AtomicReference<Double> breaks = new AtomicReference<>(0.0);

    LedgerMeter(Ledger ledger, MeterRegistry meters) {
        this.ledger = ledger;
        meters.gauge("palisade.ledger.imbalance", imbalance, AtomicReference::get);
        meters.gauge("palisade.ledger.breaks", breaks, AtomicReference::get);
    }

    /** Reads the whole ledger, which is why it is not done more often than a person would act on it. */
    @Scheduled(initialDelayString = "PT10S", fixedDelayString = "${palisade.ledger.check-interval:PT5M}")
    void check() {
        try {
            imbalance.set(ledger.imbalance().doubleValue());
            breaks.set((double) ledger.breaks().size());
        } catch (DataAccessException | TransactionException e) {
            imbalance.set(UNKNOWN);
            breaks.set(UNKNOWN);
            log.warn("The ledger could not be checked: {}", e.getMessage());
        }
    }
}
