package dev.palisade.payment.privacy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes what nobody needs any more. */
@Component
class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private final PersonalData data;
    private final RetentionProperties kept;

    Retention(PersonalData data, RetentionProperties kept) {
        this.data = data;
        this.kept = kept;
    }

    @Scheduled(initialDelayString = "PT10M", fixedDelayString = "PT24H")
    void forget() {
        int rows = data.forget(kept);
        if (rows > 0) {
            log.atInfo().addKeyValue("rows", rows).log("Rows that nobody needs any more are gone");
        }
    }
}
