package dev.palisade.verify.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an attack may believe: a refusal alone shows nothing, and an answer that talks is no refusal. */
class FindingsTests {

    private static final Map<String, List<String>> PROBLEM =
            Map.of("Content-Type", List.of("application/problem+json"));

    private final Findings findings = new Findings();

    @Test
    void findingsWhenRefusedAndTwinSucceedsThenAllHold() {
        findings.refused("an attack", answer(401, "{\"type\":\"urn:palisade:problem:unauthenticated\"}"), 401);
        findings.allowed("its twin", answer(200, "{}"), 200);
        assertThat(findings.all()).hasSize(2).allMatch(Finding::ok);
    }

    @Test
    void findingsWhenNoTwinWasSeenThenOneFails() {
        findings.refused("an attack", answer(401, ""), 401);
        assertThat(findings.all()).filteredOn(finding -> !finding.ok()).hasSize(1);
    }

    @Test
    void findingsWhenNothingWasLookedAtThenOneFails() {
        assertThat(findings.all()).hasSize(1).noneMatch(Finding::ok);
    }

    @Test
    void refusedWhenAnswerIsAnotherThenFails() {
        findings.allowed("the twin", answer(200, "{}"), 200);
        findings.refused("let in", answer(200, "{}"), 401);
        findings.refused("a fault of ours", answer(500, ""), 401);
        findings.refused("one that talks", answer(401, "java.lang.NullPointerException\n\tat x"), 401);
        findings.refused(
                "one that is no problem document",
                Answer.of(401, Map.of("Content-Type", List.of("application/json")), "{\"message\":\"no\"}"),
                401);
        assertThat(findings.all().subList(1, 5)).hasSize(4).noneMatch(Finding::ok);
    }

    @Test
    void allowedWhenTwinFailsThenFails() {
        findings.allowed("the twin", answer(401, ""), 200);
        assertThat(findings.all()).noneMatch(Finding::ok);
    }

    @Test
    void wireWhenAnswersAreReadThenEachIsCounted() {
        String raw = "HTTP/1.1 400 \r\nX-A: b\r\n\r\nbodyHTTP/1.1 200 \r\n\r\n\r\nHTTP/1.1 200 \r\n\r\n";
        assertThat(Wire.first(raw).status()).isEqualTo(400);
        assertThat(Wire.first(raw).header("x-a")).isEqualTo("b");
        assertThat(Wire.statuses(raw)).hasSizeGreaterThan(1);
        assertThat(Wire.first("").status()).isZero();
    }

    private static Answer answer(int status, String body) {
        return Answer.of(status, PROBLEM, body);
    }
}
