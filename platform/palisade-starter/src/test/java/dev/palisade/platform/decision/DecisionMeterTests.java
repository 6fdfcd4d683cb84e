package dev.palisade.platform.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecisionMeterTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DecisionMeter meter = new DecisionMeter(meters);

    @Test
    void countWhenDecidedThenNoPersonAndNoResource() {
        meter.recorded(decision("GET", "token-type,token-issuer"));
        meter.recorded(decision("GET", "token-type"));

        assertThat(meters.getMeters()).singleElement().satisfies(counted -> {
            assertThat(counted.getId().getTags())
                    .extracting(Tag::getValue)
                    .containsExactlyInAnyOrder("deny", "resource-server", "GET", "gateway", "token-type");
            assertThat(counted.measure().iterator().next().getValue()).isEqualTo(2);
        });
    }

    @Test
    void countWhenSomebodyMakesUpWordsThenTheirNumberIsBounded() {
        for (int number = 0; number < 5_000; number++) {
            meter.recorded(decision("M" + number, "caller-not-allowed"));
        }

        assertThat(meters.getMeters()).hasSizeLessThan(310);
        assertThat(meters.getMeters().stream()
                        .mapToDouble(
                                counted -> counted.measure().iterator().next().getValue())
                        .sum())
                .isEqualTo(5_000);
        assertThat(meters.getMeters()).extracting(Meter::getId).anyMatch(id -> "other".equals(id.getTag("action")));
    }

    private static Decision decision(String action, String reason) {
        return new Decision(
                "resource-server",
                false,
                action,
                "Cart::\"4711\"",
                "alice",
                "gateway",
                List.of("gateway"),
                reason,
                Set.of("policy"));
    }
}
