import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lets a service come up once while its image is built, so that the JVM records what it loads:
 * {@code Train <service> <config folder> <command...>}. The certificate, the passwords, the keys and the PostgreSQL exist
 * for these seconds only and stay in the build; a start without them would fail before most classes are loaded.
 */
final class Train {

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final int PATIENCE = 300; // seconds; an emulated processor is slow

    private Train() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException, InterruptedException {
        String service = arguments[0];
        String database = service.replaceAll("-.*", "");
        CertificateAuthority authority = CertificateAuthority.inMemory("Palisade build");
        Path folder = Files.createTempDirectory("train");
        Path identity = folder.resolve("identity");
        authority.issue(service, LIFETIME).writeTo(identity);
        PostgresServer postgres =
                PostgresServer.temporary(folder.resolve("postgres"), authority.issue("postgres", LIFETIME));
        postgres.databases().provision(database, "owner", "app");

        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("spring.datasource.password"), "app");
        Files.writeString(secrets.resolve("spring.flyway.password"), "owner");
        Files.writeString(secrets.resolve("palisade.signing-keys.k1"), signingKey());
        Files.writeString(secrets.resolve("palisade.field-keys.k1"), key());
        Files.writeString(secrets.resolve("palisade.lookup-key"), key());
        Files.writeString(secrets.resolve("palisade.payment-sandbox.api-key"), "key");
        Files.writeString(secrets.resolve("palisade.payment-sandbox.webhook-secrets"), "secret");

        List<String> command = new ArrayList<>();
        Collections.addAll(command, arguments);
        ProcessBuilder builder = new ProcessBuilder(command.subList(2, command.size())).inheritIO();
        builder.environment()
                .putAll(Map.of(
                        "SPRING_CONFIG_ADDITIONAL_LOCATION", "file:" + arguments[1] + "/",
                        "SPRING_CONFIG_NAME", "application," + service,
                        "SPRING_CONFIG_IMPORT", "configtree:" + secrets + "/",
                        "PALISADE_IDENTITY_DIRECTORY", identity.toString(),
                        "PALISADE_PORTS_POSTGRES", Integer.toString(postgres.port()),
                        "PALISADE_TRACING_ENABLED", "false"));
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
        if (!ended) {
            System.err.println(service + " did not come up within " + PATIENCE + " seconds.");
            process.destroyForcibly();
        }
        PrivateFiles.delete(identity);
        PrivateFiles.delete(secrets);
        System.exit(ended ? process.exitValue() : 1);
    }

    private static String key() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static String signingKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
