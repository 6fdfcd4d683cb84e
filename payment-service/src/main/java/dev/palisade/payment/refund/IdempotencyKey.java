package dev.palisade.payment.refund;

/**
 * The caller's name for a request, by which a repetition is known.
 *
 * @param value up to 100 visible characters
 */
record IdempotencyKey(String value) {

    /** What a key looks like. */
    static final String FORM = "[\\x21-\\x7e]{1,100}";

    /** @throws IllegalArgumentException when it has another form */
    IdempotencyKey {
        if (!value.matches(FORM)) {
            throw new IllegalArgumentException("Not an idempotency key");
        }
    }
}
