package dev.palisade.platform.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** One neighbour's trouble stays its own. */
class GuardTests {

    private final Guard guard = new Guard("cart-service", 4);
    private final AtomicInteger calls = new AtomicInteger();

    @ParameterizedTest
    @CsvSource({"GET,2", "HEAD,2", "POST,1", "PUT,1", "DELETE,1"})
    void callWhenItFailsThenOnlyAReadIsMadeAgain(String method, int expected) {
        assertThatIOException()
                .isThrownBy(() -> guard.call(HttpMethod.valueOf(method), () -> fail(new IOException("cut"))));
        assertThat(calls).hasValue(expected);
    }

    @Test
    void callWhenTheSecondTimeSucceedsThenThatAnswer() throws IOException {
        ClientHttpResponse answer = guard.call(HttpMethod.GET, () -> {
            if (calls.incrementAndGet() == 1) {
                throw new IOException("cut");
            }
            return new Answer(200);
        });
        assertThat(answer.getStatusCode().value()).isEqualTo(200);
        assertThat(calls).hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({"503,2", "500,1", "502,1", "404,1", "429,1", "200,1"})
    void callWhenAnsweredThenMadeAgainOnlyWhereTheNeighbourIsUnavailable(int status, int expected) throws IOException {
        assertThat(guard.call(HttpMethod.GET, () -> answer(status))
                        .getStatusCode()
                        .value())
                .isEqualTo(status);
        assertThat(calls).hasValue(expected);
    }

    @Test
    void callWhenTimeHasRunOutThenNotMadeAgain() {
        assertThatExceptionOfType(HttpTimeoutException.class)
                .isThrownBy(() -> guard.call(HttpMethod.GET, () -> fail(new HttpTimeoutException("late"))));
        assertThat(calls).hasValue(1);
    }

    @Test
    void callsWhenMostFailThenNoneIsMadeAgainAndThenNoneAtAll() {
        for (int i = 0; i < 40; i++) {
            assertThatIOException().isThrownBy(() -> guard.call(HttpMethod.GET, () -> fail(new IOException("cut"))));
        }
        // Ten calls open the breaker, and half of ten tokens allow few of them to be made again.
        assertThat(calls.get()).isBetween(10, 13);
        assertThatIOException()
                .isThrownBy(() -> guard.call(HttpMethod.GET, () -> answer(200)))
                .withMessageContaining("failed too often");
    }

    @Test
    void retriesWhenTokensAreGoneThenComeBackWithSuccess() {
        RetryBudget budget = new RetryBudget();
        for (int i = 0; i < 5; i++) {
            assertThat(budget.allow()).isTrue();
            budget.failed();
        }
        assertThat(budget.allow()).isFalse();
        budget.succeeded();
        assertThat(budget.allow()).isTrue();
        for (int i = 0; i < 200; i++) {
            budget.failed();
        }
        for (int i = 0; i < 50; i++) {
            budget.succeeded();
        }
        assertThat(budget.allow()).isFalse();
    }

    @Test
    void callsWhenTooManyAreUnderWayThenRefusedAndNobodyElseWaits() throws Exception {
        CountDownLatch entered = new CountDownLatch(4);
        CountDownLatch leave = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ClientHttpResponse>> slow = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                slow.add(threads.submit(() -> guard.call(HttpMethod.POST, () -> {
                    entered.countDown();
                    await(leave);
                    return new Answer(200);
                })));
            }
            entered.await();
            assertThatIOException()
                    .isThrownBy(() -> guard.call(HttpMethod.POST, () -> answer(200)))
                    .withMessageContaining("under way");
            assertThat(new Guard("catalog-service", 4)
                            .call(HttpMethod.POST, () -> answer(200))
                            .getStatusCode()
                            .value())
                    .isEqualTo(200);
            leave.countDown();
            for (Future<ClientHttpResponse> each : slow) {
                assertThat(each.get().getStatusCode().value()).isEqualTo(200);
            }
        }
        assertThat(guard.call(HttpMethod.POST, () -> answer(200))
                        .getStatusCode()
                        .value())
                .isEqualTo(200);
    }

    @Test
    void budgetWhenNestedThenOnlyShrinks() {
        Duration usual = Duration.ofSeconds(5);
        assertThat(TimeBudget.left(usual)).isEqualTo(usual);
        TimeBudget.<RuntimeException>within(Duration.ofSeconds(2), () -> {
            assertThat(TimeBudget.left(usual)).isLessThanOrEqualTo(Duration.ofSeconds(2));
            TimeBudget.<RuntimeException>within(
                    Duration.ofMinutes(1),
                    () -> assertThat(TimeBudget.left(usual)).isLessThanOrEqualTo(Duration.ofSeconds(2)));
            TimeBudget.<RuntimeException>within(
                    Duration.ZERO, () -> assertThat(TimeBudget.left(usual)).isLessThanOrEqualTo(Duration.ZERO));
            assertThat(TimeBudget.left(usual)).isPositive();
        });
        assertThat(TimeBudget.left(usual)).isEqualTo(usual);
    }

    private ClientHttpResponse fail(IOException failure) throws IOException {
        calls.incrementAndGet();
        throw failure;
    }

    private ClientHttpResponse answer(int status) {
        calls.incrementAndGet();
        return new Answer(status);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An answer without a body. */
    private record Answer(int status) implements ClientHttpResponse {

        @Override
        public HttpStatusCode getStatusCode() {
            return HttpStatusCode.valueOf(status);
        }

        @Override
        public String getStatusText() {
            return "";
        }

        @Override
        public void close() {
            // There is nothing to close.
        }

        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public HttpHeaders getHeaders() {
            return new HttpHeaders();
        }
    }
}
