package dev.palisade.payment.provider;

import dev.palisade.platform.money.Money;

/**
 * One movement of money, as the provider has booked it.
 *
 * @param kind what moved it
 * @param reference our identifier of the payment or refund; the provider's of a dispute
 * @param payment our identifier of the payment
 * @param amount how much
 */
public record StatementLine(Kind kind, String reference, String payment, Money amount) {

    /** What moves money. */
    public enum Kind {
        CAPTURE,
        REFUND,
        DISPUTE,
        DISPUTE_WON
    }
}
