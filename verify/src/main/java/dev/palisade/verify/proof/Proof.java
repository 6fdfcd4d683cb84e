package dev.palisade.verify.proof;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * One statement about the policies, and what became of it.
 *
 * @param id what is stated: a property, a policy or an action
 * @param claim the statement
 * @param result whether it is so
 * @param because a request for which it is not so, or why nobody looked; empty when it is proved
 */
record Proof(String id, String claim, Result result, String because) {

    /** What became of a statement. */
    enum Result {
        PROVED,
        REFUTED,
        NOT_RUN;

        /** The word for it, also in JSON. */
        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static Proof proved(String id, String claim) {
        return new Proof(id, claim, Result.PROVED, "");
    }

    static Proof refuted(String id, String claim, String because) {
        return new Proof(id, claim, Result.REFUTED, because);
    }

    static Proof notRun(String id, String claim, String because) {
        return new Proof(id, claim, Result.NOT_RUN, because);
    }
}
