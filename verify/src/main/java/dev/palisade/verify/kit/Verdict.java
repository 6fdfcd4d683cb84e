package dev.palisade.verify.kit;

/**
 * What came of one attack.
 *
 * @param attack what was tried
 * @param result what came of it
 * @param seen what was seen, or why it was not made
 * @param remedy what stops it
 */
public record Verdict(String attack, Result result, String seen, String remedy) {

    /** What can come of an attack. */
    public enum Result {
        /** It was refused. */
        HELD("held"),
        /** It was let in. */
        OPEN("open"),
        /** It was not made, which shows nothing. */
        NOT_MADE("not made");

        private final String words;

        Result(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }
}
