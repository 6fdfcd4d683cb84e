package dev.palisade.auth.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.crypto.password.PasswordEncoder;

class BoundedPasswordEncoderTests {

    private final Slow slow = new Slow();
    private final PasswordEncoder encoder = new BoundedPasswordEncoder(slow, 2);

    @Test
    void matchesWhenManyAskThenSoManyAtATimeAndEverybodyIsAnswered() throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> guesses = IntStream.range(0, 30)
                    .mapToObj(number -> (Callable<Boolean>) () -> number % 2 == 0
                            ? encoder.matches("right", "right")
                            : "right".equals(encoder.encode("right")))
                    .toList();
            for (Future<Boolean> guess : people.invokeAll(guesses)) {
                assertThat(guess.get()).isTrue();
            }
        }
        assertThat(slow.most.get()).isEqualTo(2);
    }

    @Test
    void matchesWhenTheWorkFailsThenThePlaceIsFreeAgain() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> encoder.matches("broken", "hash")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(encoder.matches("right", "right")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 100000, 1", "2, 100000, 1", "8, 100000, 7", "16, 112, 1", "16, 512, 6"})
    void hashesWhenCountedThenAProcessorAndMemoryAreLeft(int processors, long mebibytes, int atOnce) {
        assertThat(PersonConfiguration.hashesAtOnce(processors, mebibytes << 20))
                .isEqualTo(atOnce);
    }

    /** Takes its time, and counts how many are there at the same time. */
    private static final class Slow implements PasswordEncoder {

        private final AtomicInteger there = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public @Nullable String encode(@Nullable CharSequence password) {
            most.accumulateAndGet(there.incrementAndGet(), Math::max);
            try {
                Thread.sleep(10);
                if ("broken".contentEquals(String.valueOf(password))) {
                    throw new IllegalArgumentException("broken");
                }
                return String.valueOf(password);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                there.decrementAndGet();
            }
        }

        @Override
        public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
            return String.valueOf(encode(password)).equals(hash);
        }
    }
}
