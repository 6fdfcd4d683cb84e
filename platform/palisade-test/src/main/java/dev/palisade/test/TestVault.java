package dev.palisade.test;

import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.vault.BaoBinary;
import dev.palisade.local.vault.Logins;
import dev.palisade.local.vault.RootAccess;
import dev.palisade.local.vault.VaultApi;
import dev.palisade.local.vault.VaultBootstrap;
import dev.palisade.local.vault.VaultException;
import dev.palisade.local.vault.VaultServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The Vault that the tests of one JVM share, with what {@code docker/vault} declares and the database of the tests. */
public final class TestVault {

    private static final Duration WRAPPED = Duration.ofMinutes(2);

    private final VaultServer server;
    private final RootAccess root;
    private final Path repo;
    private final Path directory;

    private TestVault() {
        repo = repo();
        directory = PrivateFiles.directory(TestPlatform.home().resolve("vault"));
        server = VaultContainer.launcher()
                .map(container -> VaultServer.temporary(directory, repo, TestPlatform.authority(), container))
                .orElseGet(() -> VaultServer.temporary(directory, repo, TestPlatform.authority()));
        root = new RootAccess(server.api(), directory.resolve("safe"));
        for (String database : List.of("gateway", "auth", "catalog", "cart", "payment")) {
            TestPlatform.postgres().databases().provisionForVault(database);
        }
        declare();
        trust();
    }

    /** Whether there is a Docker engine or a program to run it with; tests that need it are not run otherwise. */
    public static boolean isAvailable() {
        return VaultContainer.launcher().isPresent() || BaoBinary.isAvailable();
    }

    /** The one Vault. */
    public static TestVault shared() {
        return Holder.VAULT;
    }

    /** Gives Vault what is declared, also where a test has changed it. */
    public void declare() {
        asRoot(vault ->
                bootstrap(vault).apply(Map.of("cart-service", Map.of("palisade.test.secret", "only in Vault"))));
    }

    /** Lets a service read one path and keep its login, and nothing else, until {@link #declare}. */
    public void permit(String service, String path) {
        asRoot(vault -> vault.write("sys/policies/acl/" + service, Map.of("policy", """
                path "%s" { capabilities = ["read"] }
                path "auth/token/*" { capabilities = ["read", "update"] }
                """.formatted(path))));
    }

    /** Does something as root. */
    public <T> T asRoot(Function<VaultApi, T> action) {
        return root.run(action);
    }

    /** Vault as anyone sees it. */
    public VaultApi api() {
        return server.api();
    }

    /** A file with a fresh wrapped secret id for a service, in place of the last. */
    public Path deliver(String service) {
        String token =
                asRoot(vault -> vault.writeWrapped("auth/approle/role/" + service + "/secret-id", Map.of(), WRAPPED));
        return write(service, token);
    }

    /** The file in which a service finds its wrapped secret id, with any content. */
    public Path write(String service, String content) {
        Path file = PrivateFiles.directory(directory.resolve("login").resolve(service))
                .resolve("wrapped-secret-id");
        PrivateFiles.write(file, content);
        return file;
    }

    /** Where Vault is, and whom to trust. */
    Map<String, Object> address() {
        return Map.of(
                "palisade.identity.directory", trust().toString(),
                "spring.cloud.vault.uri", server.url().toString());
    }

    /** Every line of the audit log. */
    public List<String> audit() {
        try {
            return Files.readAllLines(server.auditLog());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seals Vault; it stays so until it is started anew. */
    public void seal() {
        try {
            asRoot(vault -> vault.write("sys/seal", Map.of()));
        } catch (VaultException e) {
            if (server.api().isReady()) {
                throw e;
            }
        }
    }

    /** Ends the process. */
    public void stop() {
        server.stop();
    }

    /** Lets it hang or go on: its connections stay, and it answers nothing. */
    public void hang(boolean hangs) {
        server.hang(hangs);
    }

    /** Takes everything away that it has stored. It runs on without, and whoever declares it has it made anew. */
    public void loseStorage() {
        server.stop();
        server.forget();
        server.start();
    }

    /** Has Vault sign with an authority that soon ends; who declares it makes another one. */
    public void authorityLives(Duration lifetime) {
        asRoot(vault -> {
            bootstrap(vault).replaceIntermediate(lifetime);
            return true;
        });
    }

    /** Starts the process, ending one that runs, and waits until Vault is unsealed. */
    public void restart() {
        server.stop();
        server.start();
        asRoot(vault -> vault.read("auth/token/lookup-self"));
    }

    private VaultBootstrap bootstrap(VaultApi vault) {
        return new VaultBootstrap(
                vault,
                repo.resolve("docker/vault"),
                Logins.APPROLE,
                TestPlatform.authority(),
                TestPlatform.postgres().databases().forVault(server.trustFile().toString(), "1h"));
    }

    /** A folder with the certificate to trust, and nothing else. */
    private Path trust() {
        try {
            Path trust = PrivateFiles.directory(directory.resolve("trust"));
            if (Files.notExists(trust.resolve("ca.pem"))) {
                Files.copy(server.trustFile(), trust.resolve("ca.pem"));
            }
            return trust;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path repo() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("docker/vault"))) {
                return folder;
            }
        }
        throw new IllegalStateException("docker/vault is in no folder above this one");
    }

    private static final class Holder {

        private static final TestVault VAULT = new TestVault();
    }
}
