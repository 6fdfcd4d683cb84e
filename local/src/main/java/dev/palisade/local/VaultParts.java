package dev.palisade.local;

import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.files.SharedFiles;
import dev.palisade.local.postgres.PostgresServer;
import dev.palisade.local.vault.Logins;
import dev.palisade.local.vault.RootAccess;
import dev.palisade.local.vault.VaultApi;
import dev.palisade.local.vault.VaultBootstrap;
import dev.palisade.local.vault.VaultServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Vault as a part of the platform of this machine: its process, what it holds, and how services reach it. */
final class VaultParts {

    static final String NAME = "vault";
    static final int BASE_PORT = 8200;

    private static final Duration SERVER_LIFETIME = Duration.ofDays(30);

    private final Home home;
    private final Path repo;
    private final int port;
    private final CertificateAuthority authority;

    VaultParts(Home home, Path repo, int port, CertificateAuthority authority) {
        this.home = home;
        this.repo = repo;
        this.port = port;
        this.authority = authority;
    }

    /** The server's process. */
    Part part() {
        SharedFiles.write(home.vault().resolve("trust/ca.pem"), authority.rootPem());
        Identity identity = authority.issue(NAME, SERVER_LIFETIME);
        VaultServer server = VaultServer.at(home.vault().resolve("server"), repo, port, identity, home.log(NAME));
        String version = Digest.of(List.of(repo.resolve("docker/vault/config.hcl"))) + " " + port;
        return new Part(
                NAME,
                port,
                server.url().toString(),
                version,
                server.command(),
                Map.of(),
                home.vault(),
                server.api()::answers);
    }

    /** Gives Vault what is declared, and everyone a first wrapped secret id; tells what it changed. */
    List<String> bootstrap(
            PostgresServer postgres,
            VaultOptions options,
            List<DemoUser> people,
            String lookupKey,
            Map<String, String> sandbox) {
        Stream.of(Service.values()).forEach(service -> postgres.databases().provisionForVault(service.database));
        Map<String, String> secrets = new TreeMap<>(Map.of("palisade.lookup-key", lookupKey));
        people.forEach(person -> {
            secrets.put(DemoPeople.PROPERTY + person.name(), person.password());
            if (person.totpSecret() != null) {
                secrets.put(DemoPeople.TOTP_PROPERTY + person.name(), person.totpSecret());
            }
        });
        return asRoot(postgres, options, bootstrap -> {
            List<String> changes =
                    bootstrap.apply(Map.of(Service.AUTH_SERVER.id, secrets, Service.PAYMENT.id, sandbox));
            bootstrap.deliver(login());
            return changes;
        });
    }

    /** Gives everyone another wrapped secret id. */
    void deliver(PostgresServer postgres, VaultOptions options) {
        asRoot(postgres, options, bootstrap -> {
            bootstrap.deliver(login());
            return true;
        });
    }

    /** What a service needs to know; none of it is secret. */
    Map<String, String> environment(Service service, UpOptions options, VaultOptions vault) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "SPRING_PROFILES_ACTIVE", "vault",
                "PALISADE_IDENTITY_DIRECTORY", home.vault().resolve("trust").toString(),
                "PALISADE_VAULT_WRAPPEDSECRETID",
                        login().resolve(service.id).resolve("wrapped-secret-id").toString(),
                "PALISADE_VAULT_CERTIFICATE_TTL", options.certificateLifetime().toString(),
                "PALISADE_TOKEN_KEYCACHE",
                        vault.signingKeyOverlap().dividedBy(2).toString()));
        if (service == Service.AUTH_SERVER) {
            environment.put(
                    "PALISADE_TOKENSIGNING_ROTATIONPERIOD",
                    vault.signingKeyPeriod().toString());
            environment.put(
                    "PALISADE_TOKENSIGNING_OVERLAP", vault.signingKeyOverlap().toString());
        }
        return environment;
    }

    private <T> T asRoot(PostgresServer postgres, VaultOptions options, Action<T> action) {
        VaultApi api = VaultApi.at(url(), Identity.trustOnly(authority.root()));
        String ttl = options.credentialsLifetime().toSeconds() + "s";
        return new RootAccess(api, home.vault().resolve("offline"))
                .run(vault -> action.on(new VaultBootstrap(
                        vault,
                        repo.resolve("docker/vault"),
                        Logins.APPROLE,
                        authority,
                        postgres.databases().forVault(postgres.trustFile().toString(), ttl))));
    }

    /** Where Vault answers. */
    URI url() {
        return URI.create("https://localhost:" + port);
    }

    private Path login() {
        return home.vault().resolve("login");
    }

    @FunctionalInterface
    private interface Action<T> {
        T on(VaultBootstrap bootstrap);
    }
}
