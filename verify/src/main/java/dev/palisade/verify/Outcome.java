package dev.palisade.verify;

/** What came of a check, or of a control. */
public enum Outcome {
    /** Everything that must hold was seen to hold. */
    SATISFIED("satisfied"),
    /** Something did not hold. */
    FAILED("failed"),
    /** It could not be looked at here, which counts as nothing. */
    NOT_RUN("not run");

    private final String words;

    Outcome(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }
}
