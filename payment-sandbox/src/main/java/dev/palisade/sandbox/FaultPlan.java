package dev.palisade.sandbox;

import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/** Counts down what is to go wrong. */
final class FaultPlan {

    private Faults left = Faults.NONE;

    synchronized void set(Faults faults) {
        left = faults;
    }

    synchronized Faults left() {
        return left;
    }

    /** How long the next request is to wait, in milliseconds. */
    synchronized int pause() {
        return take(Faults::slow, f -> with(f, f.slow() - 1, f.lostAnswers(), f.failures())) ? left.slowMillis() : 0;
    }

    synchronized boolean losesAnswer() {
        return take(Faults::lostAnswers, f -> with(f, f.slow(), f.lostAnswers() - 1, f.failures()));
    }

    synchronized boolean fails() {
        return take(Faults::failures, f -> with(f, f.slow(), f.lostAnswers(), f.failures() - 1));
    }

    synchronized boolean duplicates() {
        return take(
                Faults::duplicates,
                f -> webhooks(f, f.duplicates() - 1, f.reordered(), f.wrongAmounts(), f.wrongStatements()));
    }

    synchronized boolean reorders() {
        return take(
                Faults::reordered,
                f -> webhooks(f, f.duplicates(), f.reordered() - 1, f.wrongAmounts(), f.wrongStatements()));
    }

    synchronized boolean tellsWrongAmount() {
        return take(
                Faults::wrongAmounts,
                f -> webhooks(f, f.duplicates(), f.reordered(), f.wrongAmounts() - 1, f.wrongStatements()));
    }

    synchronized boolean statesWrongAmount() {
        return take(
                Faults::wrongStatements,
                f -> webhooks(f, f.duplicates(), f.reordered(), f.wrongAmounts(), f.wrongStatements() - 1));
    }

    private boolean take(ToIntFunction<Faults> count, UnaryOperator<Faults> less) {
        if (count.applyAsInt(left) <= 0) {
            return false;
        }
        left = less.apply(left);
        return true;
    }

    private static Faults with(Faults f, int slow, int lostAnswers, int failures) {
        return new Faults(
                slow,
                f.slowMillis(),
                lostAnswers,
                failures,
                f.duplicates(),
                f.reordered(),
                f.wrongAmounts(),
                f.wrongStatements());
    }

    private static Faults webhooks(Faults f, int duplicates, int reordered, int wrongAmounts, int wrongStatements) {
        return new Faults(
                f.slow(),
                f.slowMillis(),
                f.lostAnswers(),
                f.failures(),
                duplicates,
                reordered,
                wrongAmounts,
                wrongStatements);
    }
}
