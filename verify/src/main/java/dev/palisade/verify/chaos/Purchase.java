package dev.palisade.verify.chaos;

/**
 * What somebody knows of his purchase.
 *
 * @param key the idempotency key
 * @param outcome what he was told
 * @param order the order that was confirmed to him; empty otherwise
 */
record Purchase(String key, Outcome outcome, String order) {

    static Purchase left(String key) {
        return new Purchase(key, Outcome.LEFT, "");
    }

    /** How it ended for the person. */
    enum Outcome {
        /** An order was confirmed. */
        BOUGHT,
        /** It was refused for good. */
        REFUSED,
        /** The person has given up without an answer, and the shop has to finish or cancel it alone. */
        LEFT
    }
}
