package dev.palisade.platform.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.platform.access.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a decision costs. It says the time and asserts none: machines differ. The figure stands in {@code bench/}. */
class DecisionCostTests {

    private static final int WARM_UP = 20_000;
    private static final int DECISIONS = 20_000;

    @Test
    void decideWhenRepeatedThenSaysWhatADecisionCosts() {
        Policies policies = Policies.load();
        Caller caller = new Caller(
                "gateway", "alice", true, Set.of("customer"), Set.of("cart", "orders"), List.of("gateway"), "", null);
        ResourceRef cart = new ResourceRef("Cart", "alice", "alice");
        long[] nanos = new long[DECISIONS];
        for (int i = -WARM_UP; i < DECISIONS; i++) {
            long begin = System.nanoTime();
            Policies.Verdict verdict = policies.decide(caller, "ReadCart", cart);
            long took = System.nanoTime() - begin;
            assertThat(verdict.permitted()).isTrue();
            if (i >= 0) {
                nanos[i] = took;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "A policy decision: p50 %d us, p99 %d us%n",
                nanos[DECISIONS / 2] / 1_000, nanos[DECISIONS / 100 * 99] / 1_000);
    }
}
