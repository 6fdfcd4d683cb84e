package dev.palisade.platform.client;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpResponse;

/**
 * What keeps one neighbour's trouble from becoming everybody's: so many calls at a time; after half of twenty calls
 * failed, none for five seconds; and one retry of what may be repeated (RFC 9110 section 9.2.2), while most calls succeed.
 */
final class Guard {

    private static final int UNAVAILABLE = 503;
    private static final Set<HttpMethod> REPEATABLE = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(60);
    private static final Duration LONGEST_QUEUE = Duration.ofMillis(200);

    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private final RetryBudget retries = new RetryBudget();

    Guard(String neighbour, int maxConcurrent) {
        this.breaker = CircuitBreaker.of(
                neighbour,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(10)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(Duration.ofSeconds(5))
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .build());
        this.bulkhead = Bulkhead.of(
                neighbour,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(maxConcurrent)
                        .maxWaitDuration(LONGEST_QUEUE)
                        .build());
    }

    /**
     * Makes a call.
     *
     * @throws IOException when it fails, or is not made because too many fail or are under way
     */
    ClientHttpResponse call(HttpMethod method, Attempt attempt) throws IOException {
        if (!bulkhead.tryAcquirePermission()) {
            throw new IOException("Too many calls to " + bulkhead.getName() + " are under way");
        }
        try {
            return REPEATABLE.contains(method) ? withRetry(attempt) : guarded(attempt);
        } finally {
            bulkhead.onComplete();
        }
    }

    private ClientHttpResponse withRetry(Attempt attempt) throws IOException {
        try {
            ClientHttpResponse answer = guarded(attempt);
            if (answer.getStatusCode().value() != UNAVAILABLE || !mayRetry()) {
                return answer;
            }
            answer.close();
        } catch (java.net.http.HttpTimeoutException e) {
            throw e; // there is no time left to try again
        } catch (IOException e) {
            if (!mayRetry()) {
                throw e;
            }
        }
        return guarded(attempt);
    }

    /** Whether to try again; a random pause keeps those who failed together from trying together. */
    private boolean mayRetry() {
        if (breaker.getState() != CircuitBreaker.State.CLOSED || !retries.allow()) {
            return false;
        }
        try {
            Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE.toMillis())));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ClientHttpResponse guarded(Attempt attempt) throws IOException {
        if (!breaker.tryAcquirePermission()) {
            throw new IOException("Calls to " + breaker.getName() + " have failed too often just now");
        }
        long begin = System.nanoTime();
        try {
            ClientHttpResponse answer = attempt.make();
            long took = System.nanoTime() - begin;
            if (answer.getStatusCode().is5xxServerError()) {
                breaker.onError(took, TimeUnit.NANOSECONDS, new IOException("An answer of its own trouble"));
                retries.failed();
            } else {
                breaker.onSuccess(took, TimeUnit.NANOSECONDS);
                retries.succeeded();
            }
            return answer;
        } catch (IOException | RuntimeException e) {
            breaker.onError(System.nanoTime() - begin, TimeUnit.NANOSECONDS, e);
            retries.failed();
            throw e;
        }
    }

    /** One way to make the call; it can be made again. */
    @FunctionalInterface
    interface Attempt {
        ClientHttpResponse make() throws IOException;
    }
}
