package dev.palisade.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.local.DemoUser;
import dev.palisade.local.Platform;
import dev.palisade.local.bench.Rotation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

/** The platform with a real OpenBao, in which certificates and database users live for a minute. */
@EnabledIf(value = "dev.palisade.local.vault.BaoBinary#isAvailable", disabledReason = "no OpenBao can be run here")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VaultE2eTests {

    private static final List<String> SERVICES =
            List.of("gateway", "auth-server", "catalog-service", "cart-service", "payment-service");
    private static final Duration LOAD = Duration.ofMinutes(2);

    private static Platform platform;
    private static Rotation.Rotated result;

    @BeforeAll
    static void rotateUnderLoad() {
        platform = RunningPlatform.another("palisade-vault");
        result = new Rotation(platform, RunningPlatform.LINES).rotate(LOAD, false);
    }

    @AfterAll
    static void stop() {
        platform.down();
    }

    @Test
    @Order(1)
    void everySecretChangesUnderLoadAndNoRequestFails() {
        System.out.println("[rotation] " + result);

        assertThat(result.load().failures()).isZero();
        assertThat(result.load().requests()).isGreaterThan(1000);
        assertThat(result.certificates()).isGreaterThanOrEqualTo(10);
        assertThat(result.databaseUsers()).isGreaterThanOrEqualTo(10);
        assertThat(result.signingKeys()).isGreaterThanOrEqualTo(1);
    }

    @Test
    @Order(2)
    void noServiceHasASecretInAFileItsEnvironmentOrItsArguments() throws IOException {
        Path home = platform.home().path();
        List<String> secrets =
                platform.demoUsers().stream().flatMap(VaultE2eTests::secrets).toList();
        for (String service : SERVICES) {
            long pid = platform.pid(service).orElseThrow();
            for (String file : List.of("environ", "cmdline")) {
                String text = Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
                assertThat(text)
                        .contains(service)
                        .doesNotContain("PRIVATE KEY")
                        .doesNotContainIgnoringCase("password=");
                assertThat(secrets).noneMatch(text::contains);
            }
            assertThat(home.resolve("identities").resolve(service)).doesNotExist();
        }
        assertThat(containing(home.resolve("identities"), "PRIVATE KEY"))
                .hasSize(3)
                .allMatch(file -> file.toString().matches(".*/(operator|postgres|payment-sandbox)/key\\.pem"));
        for (String folder :
                List.of("logs", "run", "vault/login", "vault/trust", "vault/server/audit", "vault/server/data")) {
            assertThat(containing(home.resolve(folder), "PRIVATE KEY")).isEmpty();
            for (String secret : secrets) {
                assertThat(containing(home.resolve(folder), secret)).isEmpty();
            }
        }
    }

    @Test
    @Order(3)
    void noServiceHasAnothersSecretsInItsMemory() throws Exception {
        Path home = platform.home().path();
        List<String> keys = Files.readAllLines(home.resolve("ca/root.key"));
        List<String> nobodys = List.of(
                keys.get(1),
                Files.readString(home.resolve("postgres-vault/superuser-password"))
                        .strip(),
                Files.readString(home.resolve("vault/offline/recovery-key")).strip(),
                Files.readString(home.resolve("vault/server/seal/key"), StandardCharsets.ISO_8859_1));
        List<String> authServers =
                platform.demoUsers().stream().flatMap(VaultE2eTests::secrets).toList();
        for (String service : SERVICES) {
            String memory = memory(service);
            assertThat(memory.contains("spiffe://palisade.internal/" + service)).isTrue();
            assertThat(nobodys).as(service).noneMatch(memory::contains);
            if (service.equals("auth-server")) {
                assertThat(authServers).as("what it holds is found").allMatch(memory::contains);
            } else {
                assertThat(authServers).as(service).noneMatch(memory::contains);
            }
        }
    }

    @Test
    @Order(4)
    void shopServesWithWhatItHoldsWhileVaultIsGone() throws Exception {
        platform.kill("vault");

        assertThat(products()).isEqualTo(200);
        for (String service : SERVICES) {
            assertThat(platform.pid(service)).isPresent();
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !containing(platform.home().logs(), "could not be renewed")
                        .isEmpty());

        assertThat(products()).isEqualTo(200);
    }

    /** All that the process can reach, in which most texts take a byte for each character. */
    private static String memory(String service) throws IOException, InterruptedException {
        Path dump = Path.of("target", "memory-" + service + ".hprof").toAbsolutePath();
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(platform.pid(service).orElseThrow()),
                            "GC.heap_dump",
                            "-overwrite",
                            dump.toString())
                    .inheritIO()
                    .start();
            assertThat(jcmd.waitFor()).isZero();
            return Files.readString(dump, StandardCharsets.ISO_8859_1);
        } finally {
            Files.deleteIfExists(dump);
        }
    }

    private static int products() throws IOException, InterruptedException {
        URI uri = platform.url("gateway").resolve("/api/catalog/products");
        try (HttpClient http =
                HttpClient.newBuilder().sslContext(platform.trust()).build()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static Stream<String> secrets(DemoUser person) {
        return Stream.of(person.password(), String.valueOf(person.totpSecret()))
                .filter(secret -> !secret.equals("null"));
    }

    private static List<Path> containing(Path folder, String text) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
