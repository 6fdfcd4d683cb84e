package dev.palisade.platform.example;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.palisade.local.contract.ContractReport;
import dev.palisade.local.contract.Operations;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A service says what it serves, so whoever adds an endpoint without a contract is found out. */
class OperationsTests {

    @Test
    void endpointWhenNoContractNamesItThenTheReportShowsIt() {
        Operations served = new Operations(Map.of("example-service", served()));

        assertThat(report(served, "GET /shelf", "GET /rack", "GET /forgotten").differences())
                .isEmpty();
        assertThat(report(served, "GET /shelf", "GET /rack").differences())
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo("shadow");
                    assertThat(difference.operation()).isEqualTo("GET /forgotten");
                });
    }

    /** What a running service says. */
    private static Set<String> served() {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        Logger logger = (Logger) LoggerFactory.getLogger("palisade.operations");
        // Logging is set up anew by the first application in a JVM, so the listener comes after that.
        try (ConfigurableApplicationContext service = new SpringApplicationBuilder(ExampleService.class)
                .initializers(context -> logger.addAppender(said))
                .run(
                        "--spring.application.name=example-service",
                        "--palisade.test.workload=example-service",
                        "--palisade.database.name=example",
                        "--palisade.service.audience=example-service",
                        "--palisade.service.issuer=${palisade.issuer}",
                        "--palisade.service.allowed-callers=gateway")) {
            assertThat(service.isRunning()).isTrue();
        } finally {
            logger.detachAppender(said);
        }
        Map<?, ?> operations =
                (Map<?, ?>) said.list.getFirst().getKeyValuePairs().getFirst().value;
        Set<String> served = new HashSet<>();
        ((Collection<?>) operations.get("served")).forEach(operation -> served.add(String.valueOf(operation)));
        return served;
    }

    private static ContractReport report(Operations served, String... contract) {
        return ContractReport.of(new Operations(Map.of("example-service", Set.of(contract))), served, Set.of(), null);
    }
}
