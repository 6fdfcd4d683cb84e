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
import java.time.Duration;
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
 * {@code valkey-tls}, {@code valkey-acl}, and {@code login/<service>}. On Kubernetes the first four are folders of one
 * volume of Vault's pod, and each server has the rest in its own.
 */
public final class VaultCommand {

    private static final String THROTTLE_PASSWORD = "palisade.gateway.throttle.password";
    private static final String SANDBOX = "palisade.payment-sandbox.";
    private static final List<String> SANDBOX_SECRETS = List.of("api-key", "webhook-secrets");
    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final Path VAULT_TOKEN = Path.of("/var/run/secrets/vault/token");
    private static final List<String> TRUSTING = List.of("palisade", "palisade-data", "payment-provider"); // namespaces
    private static final Duration AGAIN = Duration.ofSeconds(2);

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
     * Runs one of {@code prepare}, {@code bootstrap}, {@code agent} and {@code people}; on Kubernetes {@code tend} beside
     * Vault, and {@code fetch} before and {@code keep} beside another server.
     *
     * @param arguments the word, the root folder, the folder of the declarations, Vault's address, PostgreSQL's host and
     *     port; the last two words take the name of the server instead of the declarations, and no fifth
     */
    public static void main(String[] arguments) {
        boolean beside = arguments.length == 4 && List.of("fetch", "keep").contains(arguments[0]);
        if (arguments.length != 5 && !beside) {
            System.err.println(
                    "usage: prepare|bootstrap|agent|people|tend ROOT DECLARATIONS VAULT-URL POSTGRES-HOST:PORT\n"
                            + "       fetch|keep ROOT SERVER VAULT-URL");
            System.exit(2);
        }
        if (beside) {
            ServerKeeper keeper = keeper(arguments[2], Path.of(arguments[1]), URI.create(arguments[3]));
            if (arguments[0].equals("fetch")) {
                keeper.awaitFirst();
            } else {
                keeper.run();
            }
            return;
        }
        VaultCommand command =
                new VaultCommand(Path.of(arguments[1]), Path.of(arguments[2]), URI.create(arguments[3]), arguments[4]);
        try {
            switch (arguments[0]) {
                case "prepare" -> command.prepare();
                case "bootstrap" -> command.bootstrap().forEach(System.out::println);
                case "agent" -> command.agent();
                case "tend" -> command.tend();
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
        // Volumes of their own in containers, folders of one volume on Kubernetes.
        List.of("vault-data", "vault-audit").forEach(folder -> PrivateFiles.directory(root.resolve(folder)));
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
            VaultBootstrap bootstrap = new VaultBootstrap(
                    vault, declarations, Logins.APPROLE, authority(), databases.forVault("/vault/tls/ca.pem", "1h"));
            List<String> changes = new ArrayList<>(bootstrap.apply(secrets()));
            SharedFiles.write(root.resolve("valkey-acl/users.acl"), acl(vault));
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

    /**
     * Beside Vault in its pod, until it is stopped. Before there is a database: what is declared, and the root
     * certificate for the other pods, which wait for both. Then the databases, and from then on Vault's certificate. What
     * fails is tried again.
     */
    void tend() {
        persistently("set up Vault", () -> {
            List<String> changes = root().run(vault -> {
                VaultBootstrap bootstrap = new VaultBootstrap(
                        vault, declarations, Logins.kubernetes(Kubernetes.ADDRESS), authority(), null);
                List<String> made = new ArrayList<>(bootstrap.apply(secrets()));
                made.addAll(bootstrap.apply(serverSecrets(vault)));
                return made;
            });
            changes.forEach(System.out::println);
        });
        persistently("give the root certificate to the other namespaces", () -> {
            Kubernetes kubernetes = new Kubernetes(Kubernetes.ADDRESS, SERVICE_ACCOUNT);
            TRUSTING.forEach(namespace ->
                    kubernetes.set(namespace, "trust", "ca.pem", authority().rootPem()));
        });
        persistently("set up the databases", () -> {
            List<String> changes = root().run(vault -> {
                Databases databases = new Databases(
                        postgres,
                        root.resolve("trust/ca.pem"),
                        String.valueOf(held(vault, "postgres").get("postgres")));
                Declarations.services(declarations).values().forEach(databases::provisionForVault);
                return new VaultBootstrap(
                                vault,
                                declarations,
                                Logins.kubernetes(Kubernetes.ADDRESS),
                                authority(),
                                databases.forVault("/vault/tls/ca.pem", "1h"))
                        .apply(Map.of());
            });
            changes.forEach(System.out::println);
        });
        keeper("vault", root, address).run();
    }

    private static void persistently(String what, Runnable action) {
        String last = "";
        while (true) {
            try {
                action.run();
                System.out.println(Instant.now() + " " + what + ": done");
                return;
            } catch (RuntimeException e) {
                String problem = String.valueOf(e.getMessage());
                if (!problem.equals(last)) {
                    System.out.println(Instant.now() + " " + what + ": " + problem);
                    last = problem;
                }
            }
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new VaultException("Interrupted while it was to " + what + ".", e);
            }
        }
    }

    private static ServerKeeper keeper(String server, Path root, URI address) {
        VaultApi vault = VaultApi.at(address, Identity.trustOnly(root.resolve("trust/ca.pem")));
        return new ServerKeeper(vault, server, root, VAULT_TOKEN);
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

    /** What the pods of servers fetch for themselves, where no volume is shared with them; each entry becomes a file. */
    private static Map<String, Map<String, String>> serverSecrets(VaultApi vault) {
        Map<String, String> payment = held(vault, "payment-service");
        Map<String, String> sandbox = new TreeMap<>();
        SANDBOX_SECRETS.forEach(name -> sandbox.put(name, String.valueOf(payment.get(SANDBOX + name))));
        return Map.of(
                "postgres",
                Map.of("postgres", RandomSecret.password()),
                "valkey",
                Map.of("users.acl", acl(vault)),
                "payment-sandbox",
                sandbox);
    }

    /** What the key-value store holds for a workload. */
    static Map<String, String> held(VaultApi vault, String service) {
        Optional<Map<String, Object>> answer = vault.read("kv/data/" + service);
        Map<String, String> held = new TreeMap<>();
        answer.map(data -> VaultApi.object(VaultApi.object(data, "data"), "data"))
                .orElse(Map.of())
                .forEach((name, value) -> held.put(name, String.valueOf(value)));
        return held;
    }

    /** Valkey sees the hash of the password only, and lets its holder keep the throttle's buckets and nothing else. */
    private static String acl(VaultApi vault) {
        String password = String.valueOf(held(vault, "gateway").get(THROTTLE_PASSWORD));
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
