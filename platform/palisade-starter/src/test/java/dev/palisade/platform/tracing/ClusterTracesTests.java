package dev.palisade.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ActiveProfiles;

/** Where the spans of a service in a cluster go once they are turned on, by the files that it reads there. */
@SpringBootTest(
        classes = ClusterTracesTests.Sending.class,
        webEnvironment = WebEnvironment.NONE,
        properties = "palisade.tracing.enabled=true")
@ActiveProfiles({"container", "kubernetes"})
class ClusterTracesTests {

    @Autowired
    private List<SpanExporter> exporters;

    @Test
    void spansWhenTurnedOnThenGoToTheCollector() {
        assertThat(exporters)
                .singleElement()
                .asString()
                .contains("endpoint=http://otel-collector.palisade-observability:4318/v1/traces");
    }

    @ImportAutoConfiguration({
        OpenTelemetrySdkAutoConfiguration.class,
        OpenTelemetryTracingAutoConfiguration.class,
        OtlpTracingAutoConfiguration.class
    })
    static class Sending {}
}
