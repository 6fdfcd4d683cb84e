package dev.palisade.local.vault;

import dev.palisade.local.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lays down a fresh wrapped secret id for every service, and for itself, each minute, and at once when one was taken: a
 * service that starts, or that must log in again, always finds one that nobody has used. It may make secret ids, and can
 * read nothing of what they open.
 */
public final class VaultAgent implements Runnable {

    static final String ROLE = "agent";

    private static final Duration ROUND = WrappedSecretIds.LIFE.dividedBy(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final VaultApi anyone;
    private final Path login;
    private final Consumer<VaultApi> rounds;
    private @Nullable VaultApi vault;

    /**
     * @param anyone Vault without a token
     * @param login one folder below it for each role; the agent's own holds its first wrapped secret id
     */
    public VaultAgent(VaultApi anyone, Path login) {
        this(anyone, login, vault -> {});
    }

    /** @param rounds what else it does each minute, in its own name */
    VaultAgent(VaultApi anyone, Path login, Consumer<VaultApi> rounds) {
        this.anyone = anyone;
        this.login = login;
        this.rounds = rounds;
    }

    /** One round: logs in when that is needed, and delivers to all. */
    public void deliver() {
        inOwnName(own -> {
            deliver(own, roles());
            rounds.accept(own);
        });
    }

    private void deliver(VaultApi own, List<String> to) {
        WrappedSecretIds ids = new WrappedSecretIds(own, login);
        to.forEach(ids::deliver);
    }

    private void inOwnName(Consumer<VaultApi> action) {
        VaultApi own = vault;
        if (own == null) {
            own = logIn();
            vault = own;
        }
        try {
            own.write("auth/token/renew-self", Map.of());
            action.accept(own);
        } catch (VaultException e) {
            if (e.status() == 403) {
                vault = null;
            }
            throw e;
        }
    }

    /** Delivers until the process is stopped. */
    @Override
    public void run() {
        Instant next = Instant.now();
        while (true) {
            try {
                if (Instant.now().isBefore(next)) {
                    List<String> taken = roles().stream().filter(this::isTaken).toList();
                    if (!taken.isEmpty()) {
                        inOwnName(own -> deliver(own, taken));
                    }
                } else {
                    deliver();
                    next = Instant.now().plus(ROUND);
                }
            } catch (RuntimeException e) {
                System.out.println(
                        Instant.now() + " could not deliver secret ids, and will try again: " + e.getMessage());
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean isTaken(String role) {
        return Files.notExists(login.resolve(role).resolve(WrappedSecretIds.FILE));
    }

    private List<String> roles() {
        try (Stream<Path> folders = Files.list(login)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + login + ".", e);
        }
    }

    private VaultApi logIn() {
        String wrapping = PrivateFiles.read(login.resolve(ROLE).resolve(WrappedSecretIds.FILE));
        Map<String, Object> secret =
                VaultApi.object(anyone.as(wrapping).write("sys/wrapping/unwrap", Map.of()), "data");
        Map<String, Object> answer = anyone.write(
                "auth/approle/login", Map.of("role_id", ROLE, "secret_id", VaultApi.text(secret, "secret_id")));
        return anyone.as(VaultApi.text(VaultApi.object(answer, "auth"), "client_token"));
    }
}
