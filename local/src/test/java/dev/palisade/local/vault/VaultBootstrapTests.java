package dev.palisade.local.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.files.SharedFiles;
import dev.palisade.local.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@EnabledIf(value = "dev.palisade.local.vault.BaoBinary#isAvailable", disabledReason = "no OpenBao can be run here")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultBootstrapTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final Path DECLARATIONS = REPO.resolve("docker/vault");
    private static final List<String> SERVICES =
            List.of("gateway", "auth-server", "catalog-service", "cart-service", "payment-service");
    private static final Map<String, Map<String, String>> SECRETS =
            Map.of("auth-server", Map.of("palisade.demo-passwords.alice", "only-here"), "gateway", Map.of("a", "b"));

    @TempDir
    private static Path directory;

    private final CertificateAuthority authority = CertificateAuthority.inMemory("Palisade bootstrap test");
    private VaultServer server;
    private PostgresServer postgres;
    private RootAccess root;
    private List<String> first;

    @BeforeAll
    void bootstrap() {
        server = VaultServer.temporary(directory, REPO, authority);
        postgres = PostgresServer.temporary(
                REPO.resolve("target/postgres"), authority.issue("postgres", Duration.ofHours(1)));
        root = new RootAccess(server.api(), directory.resolve("safe"));
        SERVICES.forEach(service -> postgres.databases().provisionForVault(service.replaceAll("-.*", "")));
        first = apply(SECRETS);
    }

    @Test
    void makesWhatIsMissingAndNothingTheSecondTime() {
        assertThat(first).contains("mounted pki", "made the policy cart-service", "made database/config/postgres");
        assertThat(apply(SECRETS)).isEmpty();
    }

    @Test
    void saysWhatHadBeenChangedAndSetsItRight() {
        asRoot(vault -> vault.write("database/roles/cart-service-app", Map.of("max_ttl", "9h")));
        asRoot(vault -> vault.write(
                "sys/policies/acl/gateway", Map.of("policy", "path \"kv/*\" { capabilities = [\"read\"] }")));
        asRoot(vault -> vault.write("sys/policies/acl/backdoor", Map.of("policy", "path \"*\" {}")));

        List<String> changes = apply(SECRETS);

        assertThat(changes)
                .anySatisfy(change -> assertThat(change).contains("cart-service-app", "max_ttl", "32400"))
                .contains("the policy gateway had been changed", "removed the policy backdoor, which nobody declares")
                .hasSize(3);
        assertThat(apply(SECRETS)).isEmpty();
    }

    @Test
    void replacesAnAuthorityThatIsAboutToEnd() {
        asRoot(vault -> {
            new VaultBootstrap(vault, DECLARATIONS, Logins.APPROLE, authority, null)
                    .replaceIntermediate(Duration.ofDays(3));
            return Map.of();
        });

        assertThat(apply(SECRETS)).containsExactly("replaced the intermediate authority, which was about to end");
        assertThat(apply(SECRETS)).isEmpty();
        assertThat(login("cart-service").write("pki/issue/cart-service", Map.of("common_name", "cart-service")))
                .isNotEmpty();
    }

    @Test
    void keepsSecretsThatAreThere() {
        apply(Map.of("auth-server", Map.of("palisade.demo-passwords.alice", "another")));

        assertThat(read("auth-server", "kv/data/auth-server").toString()).contains("only-here");
    }

    @Test
    void nobodyKeepsARootToken() {
        String[] token = new String[1];
        asRoot(vault -> {
            Map<String, Object> own = vault.read("auth/token/lookup-self").orElseThrow();
            token[0] = VaultApi.text(VaultApi.object(own, "data"), "id");
            return own;
        });

        assertThatExceptionOfType(VaultException.class)
                .isThrownBy(() -> server.api().as(token[0]).read("auth/token/lookup-self"))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(403));
    }

    Stream<Arguments> services() {
        return SERVICES.stream().map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("services")
    void aServiceReadsItsOwnPathsAndNothingElse(String service) {
        VaultApi own = login(service);
        assertThat(own.write("pki/issue/" + service, Map.of("common_name", service, "ttl", "60s")))
                .isNotEmpty();
        assertThat(own.read("database/creds/" + service + "-app")).isPresent();
        assertThat(own.read("database/creds/" + service + "-owner")).isPresent();

        for (String other : SERVICES) {
            if (!other.equals(service)) {
                refused(() -> own.write("pki/issue/" + other, Map.of("common_name", other)));
                refused(() -> own.read("database/creds/" + other + "-app"));
                refused(() -> own.read("database/creds/" + other + "-owner"));
                refused(() -> own.read("kv/data/" + other));
                refused(() -> own.write("auth/approle/role/" + other + "/secret-id", Map.of()));
            }
        }
        refused(() -> own.write("auth/approle/role/" + service + "/secret-id", Map.of()));
        refused(() -> own.read("sys/policies/acl/" + service));
        refused(() -> own.read("database/config/postgres"));
        refused(() -> own.read("transit/export/signing-key/token-signing"));
        if (!service.equals("auth-server")) {
            refused(() -> own.write("transit/sign/token-signing/sha2-256", Map.of("input", "YQ==")));
            refused(() -> own.write("transit/keys/token-signing/rotate", Map.of()));
        }
        if (!service.equals("payment-service")) {
            refused(() -> own.write("transit/decrypt/payment-service-fields", Map.of("ciphertext", "vault:v1:AAAA")));
        }
    }

    @Test
    void aCertificateNamesItsServiceOnly() {
        VaultApi cart = login("cart-service");
        Map<String, Object> request =
                Map.of("common_name", "cart-service", "uri_sans", "spiffe://palisade.internal/cart-service");
        assertThat(cart.write("pki/issue/cart-service", request)).isNotEmpty();

        Map<String, Object> another =
                Map.of("common_name", "cart-service", "uri_sans", "spiffe://palisade.internal/gateway");
        assertThatThrownBy(() -> cart.write("pki/issue/cart-service", another)).hasMessageContaining("URI");
        assertThatThrownBy(() -> cart.write("pki/issue/cart-service", Map.of("common_name", "gateway")))
                .hasMessageContaining("gateway");
    }

    @Test
    void aWrappedSecretIdOpensOnce() throws IOException {
        deliver();
        String wrapping = PrivateFiles.read(login().resolve("cart-service").resolve(WrappedSecretIds.FILE));
        Map<String, Object> secret =
                VaultApi.object(server.api().as(wrapping).write("sys/wrapping/unwrap", Map.of()), "data");
        String id = VaultApi.text(secret, "secret_id");

        assertThatThrownBy(() -> server.api().as(wrapping).write("sys/wrapping/unwrap", Map.of()))
                .hasMessageContaining("wrapping token is not valid");
        Map<String, Object> request = Map.of("role_id", "cart-service", "secret_id", id);
        assertThat(server.api().write("auth/approle/login", request)).isNotEmpty();
        assertThatThrownBy(() -> server.api().write("auth/approle/login", request))
                .hasMessageContaining("invalid role or secret ID");
        assertThat(Files.readAllLines(server.auditLog()))
                .anyMatch(line -> line.contains("sys/wrapping/unwrap") && line.contains("wrapping token is not valid"))
                .anyMatch(line -> line.contains("auth/approle/login") && line.contains("invalid credentials"))
                .noneMatch(line -> line.contains(id));
    }

    @Test
    void theAgentDeliversToAllAndToItself() {
        deliver();
        VaultAgent agent = new VaultAgent(server.api(), login());
        agent.deliver();
        String mine = PrivateFiles.read(login().resolve("agent").resolve(WrappedSecretIds.FILE));
        agent.deliver();

        assertThat(PrivateFiles.read(login().resolve("agent").resolve(WrappedSecretIds.FILE)))
                .isNotEqualTo(mine);
        assertThat(login("gateway").read("auth/token/lookup-self")).isPresent();
        new VaultAgent(server.api(), login()).deliver();
    }

    @Test
    void theAgentReplacesAtOnceWhatWasTaken() throws Exception {
        deliver();
        Path file = login().resolve("gateway").resolve(WrappedSecretIds.FILE);
        Thread agent = Thread.ofVirtual().start(new VaultAgent(server.api(), login()));
        try {
            String first = await(file, "");
            Files.delete(file);
            assertThat(await(file, first)).isNotEqualTo(first);
        } finally {
            agent.interrupt();
            agent.join();
        }
    }

    @Test
    void theAgentRenewsTheServersCertificatesWhenHalfOfTheirLifeIsOver() {
        deliver();
        ServerCertificates certificates = new ServerCertificates(directory);
        SharedFiles.write(directory.resolve("trust/ca.pem"), authority.rootPem());
        certificates.prepare(authority);
        Path vault = directory.resolve("vault-tls");
        Path postgres = directory.resolve("postgres-tls");
        Identity fresh = Identity.readFrom(postgres);
        authority.issue("vault", ServerCertificates.LIFE.dividedBy(2)).writeTo(vault);
        List<String> renewed = new ArrayList<>();

        new VaultAgent(server.api(), login(), own -> renewed.addAll(certificates.renew(own))).deliver();

        assertThat(renewed).containsExactly("vault");
        assertThat(Identity.readFrom(postgres)).isEqualTo(fresh);
        Identity issued = Identity.readFrom(vault);
        assertThat(issued.root()).isEqualTo(authority.root());
        assertThat(issued.chain().getLast().getIssuerX500Principal())
                .isEqualTo(authority.root().getSubjectX500Principal());
        assertThatCode(() ->
                        issued.certificate().verify(issued.chain().getLast().getPublicKey()))
                .doesNotThrowAnyException();
        assertThat(issued.certificate().getNotAfter().toInstant())
                .isCloseTo(Instant.now().plus(ServerCertificates.LIFE), within(1, ChronoUnit.MINUTES));
        assertThatCode(() -> Signature.getInstance("SHA256withECDSA").initSign(issued.key()))
                .doesNotThrowAnyException();
        refused(() -> login("gateway").write("pki/issue/servers", Map.of("common_name", "vault")));
    }

    private static String await(Path file, String other) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            String found = Files.exists(file) ? PrivateFiles.read(file) : other;
            if (!found.equals(other)) {
                return found;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("Nothing was delivered to " + file);
    }

    @Test
    void theAgentCanOnlyMakeWrappedSecretIds() {
        VaultApi agent = login("agent");
        assertThat(agent.writeWrapped("auth/approle/role/gateway/secret-id", Map.of(), Duration.ofSeconds(30)))
                .isNotEmpty();

        refused(() -> agent.write("auth/approle/role/gateway/secret-id", Map.of()));
        refused(() -> agent.read("kv/data/gateway"));
        refused(() -> agent.read("auth/approle/role/gateway"));
    }

    @Test
    void aDatabaseUserHasItsRoleOnlyAndDiesWithItsLease() throws SQLException {
        Map<String, Object> lease = login("catalog-service")
                .read("database/creds/catalog-service-app")
                .orElseThrow();
        String user = VaultApi.text(VaultApi.object(lease, "data"), "username");
        String password = VaultApi.text(VaultApi.object(lease, "data"), "password");
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("catalog"), user, password);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_user")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("catalog_app");
        }
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl("cart"), user, password))
                .hasMessageContaining("permission denied");

        asRoot(vault ->
                vault.write("sys/leases/revoke", Map.of("lease_id", VaultApi.text(lease, "lease_id"), "sync", true)));

        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl("catalog"), user, password))
                .hasMessageContaining("password authentication failed");
    }

    private List<String> apply(Map<String, Map<String, String>> secrets) {
        return asRoot(vault -> bootstrap(vault).apply(secrets));
    }

    private void deliver() {
        asRoot(vault -> {
            bootstrap(vault).deliver(login());
            return "delivered";
        });
    }

    private VaultBootstrap bootstrap(VaultApi vault) {
        return new VaultBootstrap(
                vault,
                DECLARATIONS,
                Logins.APPROLE,
                authority,
                postgres.databases().forVault(postgres.trustFile().toString(), "24h"));
    }

    private <T> T asRoot(Function<VaultApi, T> action) {
        return root.run(action);
    }

    private Path login() {
        return directory.resolve("login");
    }

    private Map<String, Object> read(String service, String path) {
        return login(service).read(path).orElseThrow();
    }

    private VaultApi login(String service) {
        Map<String, Object> secret =
                asRoot(vault -> vault.write("auth/approle/role/" + service + "/secret-id", Map.of()));
        Map<String, Object> answer = server.api()
                .write(
                        "auth/approle/login",
                        Map.of(
                                "role_id",
                                service,
                                "secret_id",
                                VaultApi.text(VaultApi.object(secret, "data"), "secret_id")));
        return server.api().as(VaultApi.text(VaultApi.object(answer, "auth"), "client_token"));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable request) {
        assertThatExceptionOfType(VaultException.class)
                .isThrownBy(request)
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(403));
    }
}
