package dev.palisade.platform.decision;

/** Hears of every decision, after it was logged. What it throws, the one who decided gets. */
@FunctionalInterface
public interface DecisionListener {

    /** A decision was made. */
    void recorded(Decision decision);
}
