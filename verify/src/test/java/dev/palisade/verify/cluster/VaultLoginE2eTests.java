package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.palisade.local.YamlTree;
import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.files.SharedFiles;
import dev.palisade.local.postgres.PostgresServer;
import dev.palisade.local.process.FreePort;
import dev.palisade.local.process.Programs;
import dev.palisade.local.vault.BaoBinary;
import dev.palisade.local.vault.Kubernetes;
import dev.palisade.local.vault.Logins;
import dev.palisade.local.vault.RootAccess;
import dev.palisade.local.vault.ServerKeeper;
import dev.palisade.local.vault.VaultBootstrap;
import dev.palisade.local.vault.VaultException;
import dev.palisade.local.vault.VaultServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Into a real OpenBao with the tokens of a real Kubernetes API server, which has the ServiceAccounts and rights of the
 * manifests and is asked about each token.
 */
@EnabledIf(
        value = "dev.palisade.verify.cluster.VaultLoginE2eTests#isAvailable",
        disabledReason = "no control plane can be run here, or no OpenBao can be run here")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultLoginE2eTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final Map<String, String> SERVICES = Map.of(
            "gateway", "gateway",
            "auth-server", "auth",
            "catalog-service", "catalog",
            "cart-service", "cart",
            "payment-service", "payment");
    private static final Set<String> APPLIED =
            Set.of("ServiceAccount", "Role", "RoleBinding", "ClusterRoleBinding", "ConfigMap");

    @TempDir
    private static Path directory;

    private final CertificateAuthority authority = CertificateAuthority.inMemory("Palisade cluster test");
    private ControlPlane controlPlane;
    private VaultServer vault;
    private PostgresServer postgres;

    static boolean isAvailable() {
        return ControlPlane.isAvailable() && BaoBinary.isAvailable();
    }

    @BeforeAll
    void start() {
        controlPlane = ControlPlane.start(REPO);
        Kubectl kubectl = controlPlane.kubectl();
        List<Manifest> objects = Manifest.of(kubectl.render(REPO.resolve("k8s/overlays/kind")));
        kubectl.apply(Manifest.ofKind(objects, "Namespace")).orThrow();
        kubectl.apply(Manifest.only(objects, each -> APPLIED.contains(each.kind())))
                .orThrow();

        vault = VaultServer.temporary(directory, REPO, authority);
        postgres = PostgresServer.temporary(
                REPO.resolve("target/postgres"), authority.issue("postgres", Duration.ofHours(1)));
        SERVICES.values().forEach(postgres.databases()::provisionForVault);
        new RootAccess(vault.api(), directory.resolve("safe")).run(root -> {
            // What a pod finds in its own file system.
            root.write("sys/auth/kubernetes", Map.of("type", "kubernetes"));
            root.write(
                    "auth/kubernetes/config",
                    Map.of(
                            "kubernetes_host", controlPlane.url(),
                            "kubernetes_ca_cert", PrivateFiles.read(controlPlane.trusted()),
                            "token_reviewer_jwt", kubernetesToken("vault", "palisade-vault")));
            return new VaultBootstrap(
                            root,
                            REPO.resolve("docker/vault"),
                            Logins.kubernetes(URI.create(controlPlane.url())),
                            authority,
                            postgres.databases().forVault(postgres.trustFile().toString(), "1h"))
                    .apply(Map.of(
                            "catalog-service", Map.of("some", "thing"),
                            "postgres", Map.of("postgres", "only-for-postgres")));
        });
    }

    @AfterAll
    void stop() {
        postgres.stop();
        vault.stop();
        controlPlane.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "auth-server", "catalog-service", "cart-service", "payment-service"})
    void loginWhenOwnServiceAccountThenItsOwnPolicyAndNoOther(String service) {
        Map<?, ?> auth = logIn(service, token(service, "palisade"));
        assertThat(auth.get("policies")).isEqualTo(List.of(service));
        for (String other : SERVICES.keySet()) {
            if (!other.equals(service)) {
                refused(other, token(service, "palisade"), "service account name not authorized");
            }
        }
    }

    @Test
    void loginWhenSameNameInAnotherNamespaceThenRefused() {
        controlPlane
                .kubectl()
                .run("", "create", "serviceaccount", "cart-service", "-n", "palisade-data")
                .orThrow();
        refused("cart-service", token("cart-service", "palisade-data"), "namespace not authorized");
        assertThat(logIn("cart-service", token("cart-service", "palisade"))).isNotEmpty();
    }

    @Test
    void loginWhenTokenIsForSomebodyElseThenRefused() {
        refused("cart-service", kubernetesToken("cart-service", "palisade"), "audience");
    }

    @Test
    void loginWhenTokenIsForgedThenRefused() {
        String token = token("cart-service", "palisade");
        int middle = token.lastIndexOf('.') + 20;
        char other = token.charAt(middle) == 'A' ? 'B' : 'A';
        refused("cart-service", token.substring(0, middle) + other + token.substring(middle + 1), "");
        assertThat(logIn("cart-service", token)).isNotEmpty();
    }

    @Test
    void loginWhenServiceAccountIsGoneThenRefused() {
        String token = token("payment-sandbox", "payment-provider");
        assertThat(logIn("payment-sandbox", token)).isNotEmpty();
        controlPlane
                .kubectl()
                .run("", "delete", "serviceaccount", "payment-sandbox", "-n", "payment-provider")
                .orThrow();
        // The API server remembers for ten seconds whose token it has seen.
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> refused("payment-sandbox", token, ""));
    }

    @Test
    void keepWhenOwnServiceAccountThenCertificateAndSecretsOfThatServerOnly() throws IOException {
        Path root = Files.createTempDirectory(directory, "postgres-pod-");
        SharedFiles.write(root.resolve("trust/ca.pem"), authority.rootPem());
        Path token = root.resolve("token");
        PrivateFiles.write(token, token("postgres", "palisade-data"));

        new ServerKeeper(vault.api(), "postgres", root, token).keep();

        assertThat(Identity.readFrom(root.resolve("postgres-tls")).root()).isEqualTo(authority.root());
        assertThat(root.resolve("secrets/postgres")).hasContent("only-for-postgres");
        Map<?, ?> auth = logIn("postgres", PrivateFiles.read(token));
        var own = vault.api().as(String.valueOf(auth.get("client_token")));
        for (Map<String, String> another : List.of(
                Map.of("common_name", "valkey"),
                Map.of("common_name", "postgres", "uri_sans", "spiffe://palisade.internal/gateway"),
                Map.of("common_name", "postgres", "alt_names", "postgres,vault"))) {
            assertThatExceptionOfType(VaultException.class)
                    .as("%s", another)
                    .isThrownBy(() -> own.write("pki/issue/servers", another))
                    .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(403));
        }
    }

    @Test
    void setWhenTheRootCertificateThenThatConfigMapAndNoOther() throws IOException {
        Path account = Files.createTempDirectory(directory, "vault-pod-");
        PrivateFiles.write(account.resolve("token"), kubernetesToken("vault", "palisade-vault"));
        Files.copy(controlPlane.trusted(), account.resolve("ca.crt"));
        Kubernetes kubernetes = new Kubernetes(URI.create(controlPlane.url()), account);

        kubernetes.set("palisade", "trust", "ca.pem", authority.rootPem());

        assertThat(controlPlane
                        .kubectl()
                        .run("", "get", "configmap", "trust", "-n", "palisade", "-o", "jsonpath={.data.ca\\.pem}")
                        .orThrow()
                        .output())
                .isEqualTo(authority.rootPem());
        assertThatExceptionOfType(VaultException.class)
                .isThrownBy(() -> kubernetes.set("palisade", "installation", "PALISADE_ISSUER", "https://evil.example"))
                .withMessageContaining("403");
    }

    @Test
    void startWhenServiceHasItsTokenThenItComesUpAndWithAnothersItSaysWhy() throws Exception {
        Path token = directory.resolve("catalog-token");
        PrivateFiles.write(token, token("catalog-service", "palisade"));
        Path log = directory.resolve("catalog-service.log");
        Process service = catalog(token, log, List.of());
        try {
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> !service.isAlive() || Files.readString(log).contains("Started CatalogService"));
            assertThat(service.isAlive()).as(() -> tail(log)).isTrue();
        } finally {
            service.destroy();
            service.waitFor(20, TimeUnit.SECONDS);
        }

        PrivateFiles.write(token, token("cart-service", "palisade"));
        Process refused = catalog(token, log, List.of());
        assertThat(refused.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(refused.exitValue()).isNotZero();
        assertThat(Files.readString(log))
                .contains("Vault does not take the token in " + token + " for the role catalog-service")
                .contains("Compare the pod's ServiceAccount and namespace with the role");
    }

    /** By bubblewrap, where there is one: what the manifest says of the pod, without a container. Seccomp is left out. */
    @Test
    @EnabledIf(value = "hasBubblewrap", disabledReason = "there is no bwrap here")
    void startWhenTheServiceHasTheRightsOfItsPodThenItWorks() throws Exception {
        List<String> pod = asPod();
        assertThat(output(pod, "id", "-u")).isEqualTo("65532");
        assertThat(output(pod, "touch", "/x")).contains("Read-only file system");
        assertThat(output(pod, "touch", REPO.resolve("catalog-service/x").toString()))
                .contains("Read-only file system");
        assertThat(output(pod, "touch", "/tmp/x")).isEmpty();
        assertThat(output(pod, "grep", "-E", "^(CapEff|CapBnd|NoNewPrivs):", "/proc/self/status"))
                .matches("(?s)CapEff:\\s+0{16}\\nCapBnd:\\s+0{16}\\nNoNewPrivs:\\s+1");

        Path token = directory.resolve("pod-token");
        PrivateFiles.write(token, token("catalog-service", "palisade"));
        Path log = directory.resolve("pod.log");
        Process service = catalog(token, log, pod);
        try {
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> !service.isAlive() || Files.readString(log).contains("Started CatalogService"));
            assertThat(service.isAlive()).as(() -> tail(log)).isTrue();
        } finally {
            service.descendants().forEach(ProcessHandle::destroy);
            service.destroy();
            service.waitFor(20, TimeUnit.SECONDS);
        }
    }

    static boolean hasBubblewrap() {
        return Programs.onPath("bwrap").isPresent();
    }

    /** The security context of catalog-service's pod as arguments of bubblewrap, and its volumes. */
    private List<String> asPod() {
        Manifest pod = Manifest.of(controlPlane.kubectl().render(REPO.resolve("k8s/overlays/kind"))).stream()
                .filter(each -> each.kind().equals("Deployment") && each.name().equals("catalog-service"))
                .flatMap(each -> each.pod().stream())
                .findFirst()
                .orElseThrow();
        Map<?, ?> spec = YamlTree.below(pod.tree(), "spec");
        Map<?, ?> user = YamlTree.below(spec, "securityContext");
        Map<?, ?> container = (Map<?, ?>) ((List<?>) Objects.requireNonNull(spec.get("containers"))).getFirst();
        Map<?, ?> rights = YamlTree.below(container, "securityContext");
        List<String> arguments = new ArrayList<>(List.of("bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc"));
        arguments.addAll(List.of("--uid", String.valueOf(user.get("runAsUser"))));
        arguments.addAll(List.of("--gid", String.valueOf(user.get("runAsGroup"))));
        arguments.addAll(List.of(Boolean.TRUE.equals(rights.get("readOnlyRootFilesystem")) ? "--ro-bind" : "--bind"));
        arguments.addAll(
                List.of("/", "/", "--proc", "/proc", "--dev", "/dev", "--size", "67108864", "--tmpfs", "/tmp"));
        for (Path shown : List.of(REPO, directory)) { // where these are below /tmp
            arguments.addAll(List.of("--ro-bind", shown.toString(), shown.toString()));
        }
        ((List<?>) Objects.requireNonNull(YamlTree.below(rights, "capabilities").get("drop")))
                .forEach(capability -> arguments.addAll(List.of("--cap-drop", String.valueOf(capability))));
        arguments.add("--die-with-parent");
        return arguments;
    }

    private static String output(List<String> pod, String... command) throws Exception {
        List<String> whole = new ArrayList<>(pod);
        whole.addAll(List.of(command));
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    private Process catalog(Path token, Path log, List<String> prefix) throws IOException {
        Path trust = directory.resolve("catalog-trust");
        SharedFiles.write(trust.resolve("ca.pem"), authority.rootPem());
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx160m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                REPO.resolve("catalog-service/target/catalog-service.jar").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPRING_PROFILES_ACTIVE", "vault",
                        "SPRING_CONFIG_NAME", "application,catalog-service",
                        "SPRING_CONFIG_ADDITIONAL_LOCATION", "file:" + REPO.resolve("config-repo") + "/",
                        "PALISADE_IDENTITY_DIRECTORY", trust.toString(),
                        "PALISADE_VAULT_SERVICEACCOUNTTOKEN", token.toString(),
                        "PALISADE_PORTS_VAULT", String.valueOf(vault.url().getPort()),
                        "PALISADE_PORTS_POSTGRES", String.valueOf(postgres.port()),
                        "PALISADE_PORTS_CATALOGSERVICE", String.valueOf(FreePort.find()),
                        "PALISADE_TRACING_ENABLED", "false"));
        return builder.start();
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Map<?, ?> logIn(String role, String jwt) {
        return (Map<?, ?>) Objects.requireNonNull(vault.api()
                .write("auth/kubernetes/login", Map.of("role", role, "jwt", jwt))
                .get("auth"));
    }

    private void refused(String role, String jwt, String why) {
        assertThatExceptionOfType(VaultException.class)
                .isThrownBy(() -> logIn(role, jwt))
                .withMessageContaining(why)
                .satisfies(refusal -> assertThat(refusal.status()).isBetween(400, 403));
    }

    /** What the kubelet would lay into the pod: for Vault, for ten minutes. */
    private String token(String account, String namespace) {
        return create(account, namespace, "--audience=vault", "--duration=10m");
    }

    private String kubernetesToken(String account, String namespace) {
        return create(account, namespace, "--duration=10m");
    }

    private String create(String account, String namespace, String... options) {
        return controlPlane
                .kubectl()
                .run(
                        "",
                        Stream.concat(Stream.of("create", "token", account, "-n", namespace), Stream.of(options))
                                .toArray(String[]::new))
                .orThrow()
                .output()
                .strip();
    }
}
