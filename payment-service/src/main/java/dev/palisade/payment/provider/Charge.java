package dev.palisade.payment.provider;

/** What became of a charge at the provider. */
public enum Charge {
    /** The money is ours. */
    CAPTURED,
    /** The bank said no. */
    CARD_DECLINED,
    /** The bank said that there is not enough. */
    INSUFFICIENT_FUNDS,
    /** It was cancelled before it was made, and can never be made. */
    CANCELLED
}
