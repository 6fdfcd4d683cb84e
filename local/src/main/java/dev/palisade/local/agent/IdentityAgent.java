package dev.palisade.local.agent;

import dev.palisade.local.Home;
import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identities;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.postgres.PostgresServer;
import dev.palisade.local.vault.VaultAgent;
import dev.palisade.local.vault.VaultApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Renews every identity in the home before two thirds of its life have passed. Services watch their files; PostgreSQL is
 * told. A renewal that fails is tried again at the next look, of which there are several in the last third.
 */
public final class IdentityAgent {

    private static final String POSTGRES = "postgres";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Home home;
    private final Duration lifetime;
    private final int postgresPort;

    IdentityAgent(Home home, Duration lifetime, int postgresPort) {
        this.home = home;
        this.lifetime = lifetime;
        this.postgresPort = postgresPort;
    }

    /**
     * Runs until the process is stopped.
     *
     * @param arguments the home, the lifetime of new certificates (ISO 8601), PostgreSQL's port, Vault's address or
     *     nothing
     */
    public static void main(String[] arguments) throws InterruptedException {
        IdentityAgent agent = new IdentityAgent(
                new Home(Path.of(arguments[0])), Duration.parse(arguments[1]), Integer.parseInt(arguments[2]));
        if (!arguments[3].isEmpty()) {
            deliverSecretIds(agent.home, URI.create(arguments[3]));
        }
        while (true) {
            try {
                agent.renew().forEach(workload -> System.out.println(Instant.now() + " renewed " + workload));
            } catch (RuntimeException e) {
                System.out.println(Instant.now() + " could not renew, and will try again: " + e);
            }
            Thread.sleep(agent.pause());
        }
    }

    private static void deliverSecretIds(Home home, URI address) {
        VaultApi vault = VaultApi.at(address, Identity.trustOnly(home.caCertificate()));
        VaultAgent agent = new VaultAgent(vault, home.vault().resolve("login"));
        Thread.ofPlatform().name("vault-agent").start(agent);
    }

    /** Renews what is due, and names it. */
    List<String> renew() {
        CertificateAuthority authority = CertificateAuthority.openOrCreate(home.ca());
        Identities identities = new Identities(authority, home.identities(), lifetime);
        return workloads().stream()
                .filter(workload -> renew(identities, workload))
                .toList();
    }

    private boolean renew(Identities identities, String workload) {
        return identities
                .renewIfDue(workload)
                .map(identity -> {
                    if (workload.equals(POSTGRES)) {
                        PostgresServer.existing(home.postgres(), postgresPort, home.log(POSTGRES))
                                .renew(identity);
                    }
                    return true;
                })
                .orElse(false);
    }

    private Duration pause() {
        Duration often = lifetime.dividedBy(20);
        return often.compareTo(LONGEST_WAIT) < 0 ? often : LONGEST_WAIT;
    }

    private List<String> workloads() {
        try (Stream<Path> folders = Files.list(home.identities())) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + home.identities() + ".", e);
        }
    }
}
