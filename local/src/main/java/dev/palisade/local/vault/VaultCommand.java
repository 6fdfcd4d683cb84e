package dev.palisade.local.vault;

import dev.palisade.local.DemoPeople;
import dev.palisade.local.PlatformException;
import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.files.RandomSecret;
import dev.palisade.local.files.SharedFiles;
import dev.palisade.local.postgres.Databases;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What containers run around Vault. Each folder below the root is a volume of its own, and the compose file says who
 * mounts which: {@code offline} (the root authority's key, the recovery key, the first password of PostgreSQL),
 * {@code trust} (the public root certificate), {@code vault-tls}, {@code vault-seal}, {@code postgres-tls},
 * {@code valkey-tls}, {@code valkey-acl}, and {@code login/<service>}.
 */
public final class VaultCommand {

    private static final String THROTTLE_PASSWORD = "palisade.gateway.throttle.password";
    private static final String SANDBOX = "palisade.payment-sandbox.";
    private static final List<String> SANDBOX_SECRETS = List.of("api-key", "webhook-secrets");

    private final Path root;
    private final Path declarations;
    private final URI address;
    private final String postgres;

    VaultCommand(Path root, Path declarations, URI address, String postgres) {
        this.root = root;
        this.declarations = declarations;
        this.address = address;
        this.postgres = postgres;
    }

    /**
     * Runs one of {@code prepare}, {@code bootstrap}, {@code agent} and {@code people}.
     *
     * @param arguments the word, the root folder, the folder of the declarations, Vault's address, PostgreSQL's host and
     *     port
     */
    public static void main(String[] arguments) {
        if (arguments.length != 5) {
            System.err.println("usage: prepare|bootstrap|agent|people ROOT DECLARATIONS VAULT-URL POSTGRES-HOST:PORT");
            System.exit(2);
        }
        VaultCommand command =
                new VaultCommand(Path.of(arguments[1]), Path.of(arguments[2]), URI.create(arguments[3]), arguments[4]);
        try {
            switch (arguments[0]) {
                case "prepare" -> command.prepare();
                case "bootstrap" -> command.bootstrap().forEach(System.out::println);
                case "agent" -> command.agent();
                case "people" ->
                    command.people().forEach((name, password) -> System.out.println(name + " " + password));
                default -> throw new PlatformException("There is no " + arguments[0] + ".");
            }
        } catch (PlatformException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Before Vault and PostgreSQL start: the offline root, their certificates, the seal key, a first password. */
    void prepare() {
        CertificateAuthority authority = authority();
        SharedFiles.write(root.resolve("trust/ca.pem"), authority.rootPem());
        new ServerCertificates(root).prepare(authority);
        VaultServer.ensureSealKey(root.resolve("vault-seal/key"));
        Path password = postgresPassword();
        if (!Files.exists(password)) {
            PrivateFiles.write(password, RandomSecret.password());
        }
    }

    /** When both run: databases and roles, what is declared, and a first wrapped secret id for everyone. */
    List<String> bootstrap() {
        Databases databases =
                new Databases(postgres, root.resolve("trust/ca.pem"), PrivateFiles.read(postgresPassword()));
        Declarations.services(declarations).values().forEach(databases::provisionForVault);
        return root().run(vault -> {
            VaultBootstrap bootstrap =
                    new VaultBootstrap(vault, declarations, authority(), databases.forVault("/vault/tls/ca.pem", "1h"));
            List<String> changes = new ArrayList<>(bootstrap.apply(secrets()));
            String throttle = held(vault, "gateway").get(THROTTLE_PASSWORD);
            SharedFiles.write(root.resolve("valkey-acl/users.acl"), acl(String.valueOf(throttle)));
            // The card provider is another company, which knows no Vault of ours.
            Map<String, String> payment = held(vault, "payment-service");
            SANDBOX_SECRETS.forEach(name -> PrivateFiles.write(
                    root.resolve("sandbox-secrets").resolve(name), String.valueOf(payment.get(SANDBOX + name))));
            bootstrap.deliver(login());
            return changes;
        });
    }

    /** Until it is stopped: fresh wrapped secret ids, and the servers' next certificates. */
    void agent() {
        ServerCertificates certificates = new ServerCertificates(root);
        new VaultAgent(vault(), login(), vault -> {
                    List<String> renewed = certificates.renew(vault);
                    if (!renewed.isEmpty()) {
                        System.out.println(Instant.now() + " renewed the certificates of " + renewed);
                    }
                })
                .run();
    }

    /** Who can sign in, and with what: the password, and the secret of the code generator where there is one. */
    Map<String, String> people() {
        return root().run(vault -> {
            Map<String, String> people = new TreeMap<>();
            Map<String, String> held = held(vault, "auth-server");
            held.forEach((property, value) -> {
                if (property.startsWith(DemoPeople.PROPERTY)) {
                    String name = property.substring(DemoPeople.PROPERTY.length());
                    String totpSecret = held.get(DemoPeople.TOTP_PROPERTY + name);
                    people.put(name, totpSecret == null ? value : value + " " + totpSecret);
                }
            });
            return people;
        });
    }

    private static Map<String, Map<String, String>> secrets() {
        Map<String, String> people = new TreeMap<>(Map.of("palisade.lookup-key", RandomSecret.key()));
        DemoPeople.ROLES.keySet().forEach(name -> {
            people.put(DemoPeople.PROPERTY + name, DemoPeople.newPassword());
            if (DemoPeople.hasSecondFactor(name)) {
                people.put(DemoPeople.TOTP_PROPERTY + name, DemoPeople.newTotpSecret());
            }
        });
        Map<String, String> sandbox = new TreeMap<>();
        SANDBOX_SECRETS.forEach(name -> sandbox.put(SANDBOX + name, RandomSecret.password()));
        return Map.of(
                "auth-server",
                people,
                "gateway",
                Map.of(THROTTLE_PASSWORD, RandomSecret.password()),
                "payment-service",
                sandbox);
    }

    private static Map<String, String> held(VaultApi vault, String service) {
        Optional<Map<String, Object>> answer = vault.read("kv/data/" + service);
        Map<String, String> held = new TreeMap<>();
        answer.map(data -> VaultApi.object(VaultApi.object(data, "data"), "data"))
                .orElse(Map.of())
                .forEach((name, value) -> held.put(name, String.valueOf(value)));
        return held;
    }

    /** Valkey sees the hash of the password only, and lets its holder keep the throttle's buckets and nothing else. */
    private static String acl(String password) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
            return "user default off\nuser gateway on #" + HexFormat.of().formatHex(hash)
                    + " resetkeys ~throttle:* resetchannels -@all +get +set +psetex +eval +ping\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no SHA-256.", e);
        }
    }

    private CertificateAuthority authority() {
        return CertificateAuthority.openOrCreate(offline().resolve("ca"));
    }

    private RootAccess root() {
        return new RootAccess(vault(), offline());
    }

    private VaultApi vault() {
        return VaultApi.at(address, Identity.trustOnly(root.resolve("trust/ca.pem")));
    }

    private Path offline() {
        return root.resolve("offline");
    }

    private Path postgresPassword() {
        return offline().resolve("postgres-password");
    }

    private Path login() {
        return root.resolve("login");
    }
}
