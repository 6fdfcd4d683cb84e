package dev.palisade.payment.provider;

/** What became of a charge at the provider. */
public enum Charge {
    /** The bank has set the money aside for us, and it is not ours yet. */
    AUTHORIZED,
    /** The money is ours. */
    CAPTURED,
    /** The bank said no. */
    CARD_DECLINED,
    /** The bank said that there is not enough. */
    INSUFFICIENT_FUNDS,
    /** It was cancelled before the money was taken, and can never be taken. */
    CANCELLED
}
