package dev.palisade.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.DemoUser;
import dev.palisade.local.Json;
import dev.palisade.local.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PalisadeTests {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream originalOut = System.out;
    private final PrintStream originalErr = System.err;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path home;

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(originalOut);
        System.setErr(originalErr);
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "down", "status", "token", "logs", "doctor", "test"})
    void executeWhenHelpThenSaysWhatItDoes(String command) {
        assertThat(Palisade.execute(command, "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: palisade " + command);
    }

    @Test
    void statusWhenJsonThenOneObjectAndExitCode() {
        assertThat(run("status", "--json", "--port-offset", "7")).isEqualTo(1);
        Status status = Json.read(out.toString(StandardCharsets.UTF_8), Status.class);
        assertThat(status.issuer()).isEqualTo("https://localhost:9450");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void statusWhenOffsetOfTheRunningPlatformThenThat() throws Exception {
        Files.createDirectories(home.resolve("run"));
        Files.writeString(home.resolve("run/port-offset"), "500");
        run("status", "--json");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("https://localhost:8943");
    }

    @Test
    void executeWhenOffsetIsTooLargeThenOneSentence() {
        assertThat(run("status", "--port-offset", "70000")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("The port offset must be between 0 and 50000, not 70000." + System.lineSeparator());
    }

    @Test
    void upWhenCertificateLivesTooLongThenOneSentence() {
        assertThat(run("up", "--certificate-lifetime", "48h")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("between 10 seconds and 24 hours");
    }

    @Test
    void logsWhenOneIsNamedThenItsLastLines() throws Exception {
        Files.createDirectories(home.resolve("logs"));
        Files.writeString(home.resolve("logs/gateway.log"), "one\ntwo\nthree\n");
        assertThat(run("logs", "gateway", "-n", "2")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactly("two", "three");
    }

    @Test
    void logsWhenUnknownThenNamesTheOthers() throws Exception {
        Files.createDirectories(home.resolve("logs"));
        Files.writeString(home.resolve("logs/gateway.log"), "one\n");
        assertThat(run("logs", "moon")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("There are: gateway.");
    }

    @Test
    void doctorWhenJsonThenOneObject() {
        run("doctor", "--json", "--port-offset", "40000");
        Map<?, ?> report = Json.read(out.toString(StandardCharsets.UTF_8), Map.class);
        assertThat(report.containsKey("healthy")).isTrue();
        assertThat(report.get("checks"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSizeGreaterThan(8);
    }

    @Test
    void overviewWhenRunningThenEverythingAPersonNeeds() {
        Status status = new Status(
                "https://localhost:8443",
                "https://localhost:9443",
                "/home/ca/root.pem",
                "http://127.0.0.1:9411",
                List.of(new Status.ServiceStatus("gateway", "https://localhost:8443", true, 1L, 4250L, 204_800L)),
                List.of(
                        new DemoUser("alice", "secret-word", List.of("customer"), null),
                        new DemoUser("erin", "other-word", List.of("support"), "GEZDGNBV")));
        assertThat(Overview.of(status))
                .contains(
                        "https://localhost:9443/mailbox",
                        "ready",
                        "4.3 s",
                        "200 MiB",
                        "alice",
                        "secret-word",
                        "customer")
                .contains("erin also needs a code for what the role is for; give this to a code generator: GEZDGNBV")
                .doesNotContain("alice also");
        assertThat(Json.write(status)).containsOnlyOnce("totpSecret").contains("\"totpSecret\" : \"GEZDGNBV\"");
    }

    @Test
    void terminalWhenNotInteractiveThenPlainLines() {
        Terminal terminal = new Terminal(System.out, false);
        terminal.working("waiting");
        terminal.done("gateway ready in 4.2 s");
        terminal.clear();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("gateway ready in 4.2 s" + System.lineSeparator());
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--home=" + home;
        return Palisade.execute(all);
    }
}
