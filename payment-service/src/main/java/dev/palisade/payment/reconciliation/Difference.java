package dev.palisade.payment.reconciliation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Something about which the provider and we do not agree.
 *
 * @param kind in what way
 * @param movement what moved the money, or the event that told us
 * @param reference the payment, refund or dispute
 */
public record Difference(Kind kind, String movement, String reference) {

    /** In what way we do not agree. */
    public enum Kind {
        /** The provider names a payment that we do not have. */
        UNKNOWN_PAYMENT,
        /** The provider has booked what we have not. */
        MISSING_HERE,
        /** We have booked what the provider has not. */
        MISSING_THERE,
        /** Both have booked it, each with an amount of its own. */
        OTHER_AMOUNT,
        /** Both know it, and it has ended otherwise there. */
        OTHER_STATE;

        /** The word for it in JSON and in the database. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Kind named(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }
}
