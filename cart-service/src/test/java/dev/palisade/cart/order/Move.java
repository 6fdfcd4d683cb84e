package dev.palisade.cart.order;

import java.util.List;
import java.util.Locale;

/** Something that happens in a sequence around the checkout. */
sealed interface Move {

    /**
     * A person buys, or comes back with the key of before.
     *
     * @param person who
     * @param key which of the person's keys
     * @param card how it is paid
     * @param pieces how many are put into the cart, when it is empty
     * @param conditions under what conditions
     */
    record Buy(String person, String key, Card card, int pieces, Conditions conditions) implements Move {}

    /**
     * The worker looks for unfinished orders.
     *
     * @param conditions under what conditions
     */
    record Work(Conditions conditions) implements Move {}

    /**
     * Time passes.
     *
     * @param seconds so much
     */
    record Pass(int seconds) implements Move {}

    /**
     * Somebody else takes from the shelf what is there.
     *
     * @param pieces so many at most; below zero they are brought
     */
    record Take(int pieces) implements Move {}

    /** What a card does. */
    enum Card {
        GOOD,
        DECLINED,
        UNKNOWN;

        String token() {
            return "pm_" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** How the card provider does while a request runs. */
    enum Provider {
        WORKS,
        FAILS,
        /** It does what it is asked for, and says that it has failed. */
        FAILS_AFTERWARDS
    }

    /**
     * Under what conditions a request or the worker runs.
     *
     * @param provider how the card provider does
     * @param troubles what goes wrong, and when
     */
    record Conditions(Provider provider, List<Trouble> troubles) {

        static final Conditions GOOD = new Conditions(Provider.WORKS, List.of());
    }

    /**
     * What goes wrong at a step: a question to a neighbour or to the database.
     *
     * @param step which one, from 1
     * @param kind what
     * @param meanwhile what happens before a step that is slow
     */
    record Trouble(int step, Kind kind, List<Move> meanwhile) {

        enum Kind {
            CRASH_BEFORE,
            CRASH_AFTER,
            /** The question does not arrive. */
            CUT_BEFORE,
            /** The answer does not arrive. */
            CUT_AFTER,
            SLOW
        }
    }
}
