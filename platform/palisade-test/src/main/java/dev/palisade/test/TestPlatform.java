package dev.palisade.test;

import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the tests of one JVM share: an authority that exists for this run only, the identities that it issued, a token
 * issuer, and one PostgreSQL with a database for the module under test. Each part is made when it is first asked for.
 */
public final class TestPlatform {

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final CertificateAuthority AUTHORITY = CertificateAuthority.inMemory("Palisade test");
    private static final CertificateAuthority ROGUE = CertificateAuthority.inMemory("Palisade rogue");
    private static final Map<String, Identity> IDENTITIES = new ConcurrentHashMap<>();
    private static final Map<String, Database> DATABASES = new ConcurrentHashMap<>();

    private TestPlatform() {}

    /** The authority that everything under test trusts. */
    public static CertificateAuthority authority() {
        return AUTHORITY;
    }

    /** An authority that nobody trusts, for the same certificates from the wrong hands. */
    public static CertificateAuthority rogueAuthority() {
        return ROGUE;
    }

    /** The identity of a workload, the same one each time. */
    public static Identity identity(String workload) {
        return IDENTITIES.computeIfAbsent(workload, name -> AUTHORITY.issue(name, LIFETIME));
    }

    /** The folder with a workload's identity, as a process reads it. */
    public static Path identityDirectory(String workload) {
        Path directory = home().resolve("identities").resolve(workload);
        if (Files.notExists(directory)) {
            identity(workload).writeTo(directory);
        }
        return directory;
    }

    /** Issues a new identity for a workload and writes it where its process reads it. */
    public static Identity renew(String workload) {
        Identity renewed = AUTHORITY.issue(workload, LIFETIME);
        IDENTITIES.put(workload, renewed);
        renewed.writeTo(home().resolve("identities").resolve(workload));
        return renewed;
    }

    /** The token issuer. */
    public static TestIssuer issuer() {
        return IssuerHolder.ISSUER;
    }

    /** The PostgreSQL server. */
    public static PostgresServer postgres() {
        return PostgresHolder.SERVER;
    }

    /** A database with its two roles. */
    public static Database database(String name) {
        return DATABASES.computeIfAbsent(name, missing -> {
            Database database = new Database(missing, randomText(), randomText());
            postgres().databases().provision(missing, database.ownerPassword(), database.appPassword());
            return database;
        });
    }

    /** A password that exists in this run only. */
    public static String randomText() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** 32 random bytes in Base64. */
    static String randomKey() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** A folder that all modules share, so that the programs of PostgreSQL are unpacked once and not for each. */
    private static Path shared() {
        Path module = Path.of("").toAbsolutePath();
        for (Path folder = module; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("config-repo"))) {
                return folder.resolve("target");
            }
        }
        return module.resolve("target");
    }

    static Path home() {
        return HomeHolder.HOME;
    }

    /**
     * A database.
     *
     * @param name its name
     * @param ownerPassword the password of {@code <name>_owner}
     * @param appPassword the password of {@code <name>_app}
     */
    public record Database(String name, String ownerPassword, String appPassword) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final class HomeHolder {

        private static final Path HOME = make();

        private static Path make() {
            try {
                Path parent = Files.createDirectories(Path.of("target").toAbsolutePath());
                Path home = Files.createTempDirectory(parent, "palisade-test-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> PrivateFiles.delete(home)));
                return home;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class IssuerHolder {

        private static final TestIssuer ISSUER = new TestIssuer(identity("auth-server"));
    }

    private static final class PostgresHolder {

        private static final PostgresServer SERVER = start();

        private static PostgresServer start() {
            PostgresServer server = PostgresServer.temporary(shared().resolve("postgres"), identity("postgres"));
            server.start();
            return server;
        }
    }
}
