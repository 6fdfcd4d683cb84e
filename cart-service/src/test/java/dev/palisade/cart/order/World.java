package dev.palisade.cart.order;

import dev.palisade.cart.order.Move.Conditions;
import dev.palisade.cart.order.Move.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The time, and who is at work in it: one inside the other when the one waits while the other goes ahead. */
final class World {

    /** What a slow step takes, so that others may think that nobody works on the order any more. */
    static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(21);

    private final Deque<Actor> actors = new ArrayDeque<>();
    private Instant now = Instant.EPOCH;
    private Consumer<Move> player = move -> {};

    /** Begins anew; who plays the moves that happen while a step waits. */
    void begin(Consumer<Move> newPlayer) {
        actors.clear();
        now = Instant.EPOCH;
        player = newPlayer;
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** How the card provider does for whoever asks it now. */
    Move.Provider provider() {
        return actors.getFirst().conditions.provider();
    }

    /** Runs work in a process of its own, until it ends or the process does. */
    void run(Conditions conditions, Runnable work) {
        Actor actor = new Actor(conditions);
        actors.push(actor);
        try {
            work.run();
        } catch (Crash e) {
            if (!actor.dead) {
                throw new IllegalStateException("The crash of another process came out here", e);
            }
        } finally {
            actors.pop();
        }
    }

    /**
     * A step of the process: what goes wrong does so before it or after it.
     *
     * @throws Cut when it is not known whether it was done
     */
    <T> T step(Supplier<T> effect) {
        Actor actor = actors.getFirst();
        if (actor.dead) {
            throw new Crash(); // a process that was killed runs no finally
        }
        actor.steps++;
        pass(Duration.ofMillis(1));
        actor.meet(Trouble.Kind.SLOW, trouble -> {
            pass(LONGER_THAN_A_LEASE);
            trouble.meanwhile().forEach(player);
        });
        actor.meet(Trouble.Kind.CRASH_BEFORE, trouble -> actor.die());
        actor.meet(Trouble.Kind.CUT_BEFORE, trouble -> cut());
        T result = effect.get();
        actor.meet(Trouble.Kind.CRASH_AFTER, trouble -> actor.die());
        actor.meet(Trouble.Kind.CUT_AFTER, trouble -> cut());
        return result;
    }

    private static void cut() {
        throw new Cut();
    }

    private static final class Actor {

        private final Conditions conditions;
        private int steps;
        private boolean dead;

        Actor(Conditions conditions) {
            this.conditions = conditions;
        }

        private void meet(Trouble.Kind kind, Consumer<Trouble> consequence) {
            for (Trouble trouble : conditions.troubles()) {
                if (trouble.step() == steps && trouble.kind() == kind) {
                    consequence.accept(trouble);
                }
            }
        }

        private void die() {
            dead = true;
            throw new Crash();
        }
    }

    /** The process was killed. No code under test catches it. */
    private static final class Crash extends Error {

        private static final long serialVersionUID = 1L;

        Crash() {
            super("killed", null, false, false);
        }
    }

    /** The connection broke. */
    static final class Cut extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Cut() {
            super("cut", null, false, false);
        }
    }
}
