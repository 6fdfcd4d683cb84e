package dev.palisade.platform.vault.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/** The rule for everything that has a lifetime, by a clock that the test moves. */
class RenewalTests {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Time time = new Time();
    private final List<String> used = new ArrayList<>();
    private final List<Instant> asked = new ArrayList<>();
    private @Nullable String outage;

    private Renewal<String> renewal() {
        return new Renewal<>("thing", this::fetch, used::add, time, time.clock);
    }

    private Renewal.Held<String> fetch() {
        asked.add(time.now);
        if (outage != null) {
            throw new IllegalStateException(outage);
        }
        return new Renewal.Held<>("thing " + asked.size(), time.now, time.now.plus(LIFE));
    }

    @Test
    void nextWhenHalfOfTheLifeIsOverAndBeforeTwoThirds() {
        for (int i = 0; i < 50; i++) {
            asked.clear();
            Renewal<String> renewal = renewal();
            Instant begin = time.now;
            time.moveUntil(() -> asked.size() == 2);
            assertThat(Duration.between(begin, asked.get(1)))
                    .isBetween(LIFE.dividedBy(2), LIFE.multipliedBy(2).dividedBy(3));
            assertThat(renewal.current()).isEqualTo("thing 2");
            time.waiting.clear();
        }
        assertThat(used).hasSize(50).containsOnly("thing 2");
    }

    @Test
    void startWhenItCannotBeFetchedThenFails() {
        outage = "away";
        assertThatIllegalStateException().isThrownBy(this::renewal).withMessage("away");
        assertThat(time.waiting).isEmpty();
    }

    @Test
    void outageWhenItEndsInTimeThenTheOldOneServesUntilTheNew() {
        Renewal<String> renewal = renewal();
        outage = "away";
        time.moveUntil(() -> asked.size() == 5);

        assertThat(renewal.current()).isEqualTo("thing 1");
        assertThat(renewal.state().failure()).isEqualTo("away");
        assertThat(renewal.state().ended()).isFalse();

        outage = null;
        time.moveUntil(() -> used.size() == 1);
        assertThat(renewal.current()).isEqualTo("thing 6");
        assertThat(renewal.state().failure()).isNull();
        assertThat(time.waiting).as("one chain of renewals, not several").hasSize(1);
    }

    @Test
    void pausesWhenFailuresGoOnThenGrowAndAreBounded() {
        renewal();
        outage = "away";
        time.moveUntil(() -> asked.size() == 10);

        List<Duration> pauses = new ArrayList<>();
        for (int i = 2; i < asked.size(); i++) {
            pauses.add(Duration.between(asked.get(i - 1), asked.get(i)));
        }
        assertThat(pauses).isSorted().startsWith(LIFE.dividedBy(50), LIFE.dividedBy(25));
        assertThat(pauses.getLast()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void endWhenNoNewOneThenNothingIsGivenAndAttemptsGoOn() {
        Renewal<String> renewal = renewal();
        outage = "away";
        time.moveUntil(() -> time.now.isAfter(BEGIN.plus(LIFE)));

        assertThatIllegalStateException()
                .isThrownBy(renewal::current)
                .withMessageContainingAll("thing", "could not be renewed: away");
        assertThat(renewal.state().ended()).isTrue();

        outage = null;
        time.moveUntil(() -> used.size() == 1);
        assertThat(renewal.current()).startsWith("thing");
        assertThat(renewal.state().ended()).isFalse();
    }

    @Test
    void replaceWhenSeveralFindTheSameOneBadThenOneIsFetched() {
        Renewal<String> renewal = renewal();
        String bad = renewal.current();

        assertThat(renewal.replace(bad)).isEqualTo("thing 2");
        assertThat(renewal.replace(bad)).isEqualTo("thing 2");
        assertThat(asked).hasSize(2);

        outage = "away";
        assertThatThrownBy(() -> renewal.replace("thing 2")).hasMessage("away");
        assertThat(renewal.current()).isEqualTo("thing 2");
    }

    @Test
    void heldWhenEndedBeforeItBeganThenAsksForTheClocks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Renewal.Held<>("x", BEGIN, BEGIN.minusSeconds(1)))
                .withMessageContaining("clocks");
    }

    @Test
    void healthWhenSomethingHasEndedThenOutOfService() {
        try (Renewals renewals = new Renewals(time.clock)) {
            RenewalHealth health = new RenewalHealth(renewals);
            renewals.keep("short", () -> renewals.from("x", Duration.ofHours(1)), value -> {});
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);

            time.now = time.now.plus(Duration.ofHours(2));
            assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        }
    }

    /** A scheduler that does nothing until the test moves its clock. */
    private static final class Time extends SimpleAsyncTaskScheduler {

        private static final long serialVersionUID = 1L;

        private final transient Queue<Task> waiting = new PriorityQueue<>(Comparator.comparing(Task::at));
        private Instant now = BEGIN;
        private final transient Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };

        @Override
        public CompletedTask schedule(Runnable task, Instant at) {
            waiting.add(new Task(task, at));
            return new CompletedTask();
        }

        void moveUntil(BooleanSupplier reached) {
            while (!reached.getAsBoolean()) {
                Task next = waiting.remove();
                now = next.at().isAfter(now) ? next.at() : now;
                next.task().run();
            }
        }
    }

    private record Task(Runnable task, Instant at) {}

    private static final class CompletedTask extends CompletableFuture<Object> implements ScheduledFuture<Object> {

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }
}
