package dev.palisade.platform.client;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Remote calls that are made once for all who want the same, and whose answers are kept as long as the cache says. A call
 * runs on the thread of whoever asks first, and no lock is held meanwhile: the cache's maintenance would wait for it in the
 * common pool, which on two processors has one thread.
 *
 * @param <K> what is wanted
 * @param <V> the answer
 */
public final class SharedCalls<K, V> {

    private final AsyncCache<K, V> answers;

    /** Keeps answers by the rules of this cache. A call that fails is not kept. */
    public SharedCalls(Caffeine<? super K, ? super V> rules) {
        this.answers = rules.buildAsync();
    }

    /** The answer that is kept or under way, or else that of this call. */
    public V get(K key, Supplier<V> call) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> first = answers.asMap().putIfAbsent(key, mine);
        if (first != null) {
            return join(first);
        }
        try {
            V answer = call.get();
            mine.complete(answer);
            return answer;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /** The answers that were asked for most, so many at most; none where the cache has no bound. */
    Map<K, V> mostUsed(int most) {
        return answers.synchronous()
                .policy()
                .eviction()
                .map(eviction -> eviction.hottest(most))
                .orElse(Map.of());
    }

    private static <V> V join(CompletableFuture<V> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
