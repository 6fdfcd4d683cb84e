package dev.palisade.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLineTests {

    @Test
    void readableWhenJsonThenMessageAndRootCause() {
        String line = """
                {"@timestamp":"2026-11-22T19:51:47.6Z","log":{"level":"ERROR","logger":"org.example.Shop"},\
                "message":"It failed","error":{"stack_trace":"A: a\\n\\tat x\\nCaused by: B: the root\\n\\tat y\\n"}}""";
        assertThat(LogLine.readable(line)).isEqualTo("19:51:47 ERROR Shop: It failed\n    B: the root");
    }

    @Test
    void readableWhenFlatJsonThenTheSame() {
        assertThat(LogLine.readable("{\"log.level\":\"INFO\",\"log.logger\":\"Shop\",\"message\":\"open\"}"))
                .isEqualTo(" INFO  Shop: open");
    }

    @Test
    void readableWhenNotJsonThenUnchanged() {
        assertThat(LogLine.readable("{not json")).isEqualTo("{not json");
        assertThat(LogLine.readable("plain")).isEqualTo("plain");
    }
}
