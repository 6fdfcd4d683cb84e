package dev.palisade.sandbox;

/**
 * What goes wrong on request, for so many of the next requests or webhooks each.
 *
 * @param slow how many requests wait before they are answered
 * @param slowMillis how long they wait, in milliseconds
 * @param lostAnswers how many changes are made without their answer being sent
 * @param failures how many requests are answered 500 and change nothing
 * @param duplicates how many webhooks are sent twice
 * @param reordered how many webhooks are sent after the next one
 * @param wrongAmounts how many webhooks tell one minor unit more
 * @param wrongStatements how many statements tell one minor unit more in their first line
 */
record Faults(
        int slow,
        int slowMillis,
        int lostAnswers,
        int failures,
        int duplicates,
        int reordered,
        int wrongAmounts,
        int wrongStatements) {

    static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0);
}
