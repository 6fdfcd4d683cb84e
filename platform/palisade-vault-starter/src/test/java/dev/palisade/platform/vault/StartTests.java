package dev.palisade.platform.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.vault.VaultProblem.Reason;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService;
import dev.palisade.test.TestVault;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What a process gets from Vault when it starts, and what it says when it gets nothing. */
@EnabledIf(value = "dev.palisade.test.TestVault#isAvailable", disabledReason = "no OpenBao can be run here")
@ExtendWith(OutputCaptureExtension.class)
class StartTests {

    private static final TestVault VAULT = TestVault.shared();
    private static final String IMPATIENT = "--palisade.vault.patience=200ms";

    @Test
    void startWhenVaultIsThereThenEverythingComesFromIt() throws Exception {
        try (Started cart = Started.with("--palisade.vault.certificate.ttl=10m")) {
            X509Certificate certificate = cart.presented();
            assertThat(SpiffeId.of(certificate)).hasToString("spiffe://palisade.internal/cart-service");
            assertThat(Duration.between(
                            certificate.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant()))
                    .isCloseTo(Duration.ofMinutes(15), Duration.ofSeconds(5));
            assertThat(cart.get("/secret").response().body()).isEqualTo("only in Vault");
            List<String> users = cart.get("/users")
                    .json()
                    .valueStream()
                    .map(node -> node.asString())
                    .toList();
            assertThat(users.get(0)).startsWith("v-").contains("cart-ser");
            assertThat(users.subList(1, 3)).containsExactly("cart_app", "1");
            assertThat(cart.get("/actuator/health").json().path("status").asString())
                    .isEqualTo("UP");
            assertThat(TestDatabase.named("cart")
                            .column("select rolname from pg_roles where rolname like 'v-%owner%' and rolcanlogin"))
                    .as("the owner exists for the migration only")
                    .isEmpty();
            assertThat(TestDatabase.named("cart").text("select tableowner from pg_tables where tablename = 'thing'"))
                    .isEqualTo("cart_owner");
        }
    }

    @Test
    void startWhenWrappingTokenWasUsedThenRefusedAndTheAuditLogHasIt(CapturedOutput output) throws IOException {
        Path file = VAULT.deliver("cart-service");
        String token = Files.readString(file).strip();
        assertThat(VAULT.api().as(token).write("sys/wrapping/unwrap", Map.of())).isNotEmpty();

        FailureAnalysis analysis = refused(IMPATIENT, "--palisade.vault.wrapped-secret-id=" + file);

        assertThat(analysis.getCause())
                .isInstanceOfSatisfying(
                        VaultProblem.class,
                        problem -> assertThat(problem.reason()).isEqualTo(Reason.SECRET_ID_REFUSED));
        assertThat(analysis.getDescription()).contains("was used before", "someone else may have unwrapped it");
        assertThat(output).contains("someone else may have unwrapped it").doesNotContain(token);
        assertThat(VAULT.audit()).anyMatch(line -> line.contains("sys/wrapping/lookup") && line.contains("\"error\":"));
    }

    @Test
    void startWhenFreshOneComesInTimeThenGoesOn() throws IOException {
        Path file = VAULT.deliver("cart-service");
        VAULT.api().as(Files.readString(file).strip()).write("sys/wrapping/unwrap", Map.of());
        Thread agent = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(1500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            VAULT.deliver("cart-service");
        });
        try (Started cart =
                Started.with("--palisade.vault.patience=20s", "--palisade.vault.wrapped-secret-id=" + file)) {
            assertThat(cart.get("/secret").status()).isEqualTo(200);
            assertThat(file).as("a used one is taken away").doesNotExist();
        } finally {
            agent.interrupt();
        }
    }

    @Test
    void startWhenTokenWrapsAnotherServicesIdThenRefused() {
        String other = VAULT.asRoot(
                vault -> vault.writeWrapped("auth/approle/role/gateway/secret-id", Map.of(), Duration.ofSeconds(60)));
        Path file = VAULT.write("cart-service", other);

        FailureAnalysis analysis = refused(IMPATIENT, "--palisade.vault.wrapped-secret-id=" + file);

        assertThat(analysis.getDescription()).contains("was not made at auth/approle/role/cart-service/secret-id");
    }

    @Test
    void startWhenNoSecretIdThenSaysWhereItShouldBe() {
        Path nowhere = Path.of("target/nowhere/wrapped-secret-id");

        FailureAnalysis analysis = refused(IMPATIENT, "--palisade.vault.wrapped-secret-id=" + nowhere);

        assertThat(analysis.getDescription())
                .contains("No fresh wrapped secret id")
                .contains(nowhere.toString());
        assertThat(analysis.getAction()).contains("agent");
    }

    @Test
    void startWhenUnreachableThenSaysSo() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }

        FailureAnalysis analysis = refused(IMPATIENT, "--spring.cloud.vault.uri=https://localhost:" + closed);

        assertThat(analysis.getDescription()).startsWith("Vault cannot be reached");
        assertThat(analysis.getAction()).contains("spring.cloud.vault.uri");
    }

    @Test
    void startWhenSlowThenGivesUpInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            long begin = System.nanoTime();

            FailureAnalysis analysis = refused(
                    IMPATIENT,
                    "--spring.cloud.vault.read-timeout=500",
                    "--spring.cloud.vault.connection-timeout=500",
                    "--spring.cloud.vault.uri=https://localhost:" + silent.getLocalPort());

            assertThat(analysis.getDescription()).startsWith("Vault cannot be reached");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void startWhenSomebodyElseAnswersThenNotBelieved() {
        var impostor = TestService.start(
                TestPlatform.rogueAuthority().issue("vault", Duration.ofMinutes(5)),
                request -> TestService.Response.ok("{}"));

        FailureAnalysis analysis = refused(IMPATIENT, "--spring.cloud.vault.uri=" + impostor.url());

        assertThat(analysis.getDescription()).startsWith("Vault cannot be reached");
        assertThat(analysis.getAction()).contains("ca.pem");
        assertThat(impostor.requests()).isEmpty();
    }

    @Test
    void startWhenSealedThenSaysSo() {
        Path file = VAULT.deliver("cart-service");
        VAULT.seal();
        try {
            FailureAnalysis analysis = refused(IMPATIENT, "--palisade.vault.wrapped-secret-id=" + file);

            assertThat(analysis.getDescription()).startsWith("Vault is sealed or not ready");
            assertThat(analysis.getAction()).startsWith("Unseal Vault");
        } finally {
            VAULT.restart();
        }
    }

    @Test
    void startWhenStorageIsLostThenSaysThatVaultIsNotReady() {
        Path file = VAULT.deliver("cart-service");
        VAULT.loseStorage();
        try {
            FailureAnalysis analysis = refused(IMPATIENT, "--palisade.vault.wrapped-secret-id=" + file);

            assertThat(analysis.getDescription()).startsWith("Vault is sealed or not ready");
        } finally {
            VAULT.declare();
        }
    }

    @Test
    void startWhenTheAuthorityHasExpiredThenSaysSo() throws InterruptedException {
        VAULT.authorityLives(Duration.ofSeconds(1));
        try {
            Thread.sleep(1100);
            VAULT.deliver("cart-service");

            FailureAnalysis analysis = refused(IMPATIENT);

            assertThat(analysis.getDescription())
                    .startsWith("Vault refuses to write pki/issue/cart-service: 400")
                    .contains("notAfter");
            assertThat(analysis.getAction()).contains("bootstrap");
        } finally {
            VAULT.declare();
        }
    }

    @Test
    void startWhenPolicyLacksAPathThenNamesIt() {
        VAULT.permit("cart-service", "kv/data/cart-service");
        try {
            FailureAnalysis analysis = refused(IMPATIENT);

            assertThat(analysis.getDescription())
                    .startsWith("Vault does not permit this process to")
                    .containsAnyOf("pki/issue/cart-service", "database/creds/cart-service");
            assertThat(analysis.getAction()).contains("docker/vault/policies");
        } finally {
            VAULT.declare();
        }
    }

    private static FailureAnalysis refused(String... arguments) {
        try (Started started = Started.with(arguments)) {
            throw new AssertionError("It started");
        } catch (RuntimeException failure) {
            return SpringFactoriesLoader.forDefaultResourceLocation()
                    .load(FailureAnalyzer.class, (type, name, needsTheContext) -> {})
                    .stream()
                    .map(analyzer -> analyzer.analyze(failure))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("Nothing explains it", failure));
        }
    }
}
