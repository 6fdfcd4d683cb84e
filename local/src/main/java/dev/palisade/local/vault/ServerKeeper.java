package dev.palisade.local.vault;

import dev.palisade.local.files.PrivateFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a server that knows no Vault needs on Kubernetes: beside it in its pod, this keeps its certificate fresh and lays
 * down what the key-value store holds for it, one file for each entry. It logs in with the pod's ServiceAccount each time
 * and keeps no token.
 */
public final class ServerKeeper implements Runnable {

    private static final Duration ROUND = Duration.ofMinutes(10);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final VaultApi anyone;
    private final String server;
    private final Path root;
    private final Path serviceAccountToken;
    private final ServerCertificates certificates;

    /**
     * @param anyone Vault without a token
     * @param server the name of the server, of its role and of its policy
     * @param root holds {@code trust}, and will hold {@code <server>-tls} and {@code secrets}
     * @param serviceAccountToken the file with the pod's token for Vault
     */
    public ServerKeeper(VaultApi anyone, String server, Path root, Path serviceAccountToken) {
        this.anyone = anyone;
        this.server = server;
        this.root = root;
        this.serviceAccountToken = serviceAccountToken;
        this.certificates = new ServerCertificates(root, List.of(server));
    }

    /** One round. */
    public void keep() {
        VaultApi own = logIn();
        if (!certificates.renew(own).isEmpty()) {
            System.out.println(Instant.now() + " renewed the certificate of " + server);
        }
        secrets(own)
                .forEach((name, value) ->
                        PrivateFiles.write(root.resolve("secrets").resolve(name), value));
    }

    /** Rounds until one was done. */
    void awaitFirst() {
        String last = "";
        while (true) {
            try {
                keep();
                return;
            } catch (RuntimeException e) {
                String problem = String.valueOf(e.getMessage());
                if (!problem.equals(last)) {
                    System.out.println(Instant.now() + " waits for Vault: " + problem);
                    last = problem;
                }
                sleep(AGAIN);
            }
        }
    }

    /** Rounds until the process is stopped. */
    @Override
    public void run() {
        while (true) {
            awaitFirst();
            sleep(ROUND);
        }
    }

    private Map<String, String> secrets(VaultApi own) {
        try {
            return VaultCommand.held(own, server);
        } catch (VaultException e) {
            if (e.status() == 403) { // its policy has no secrets: there are none
                return Map.of();
            }
            throw e;
        }
    }

    private VaultApi logIn() {
        Map<String, Object> answer = anyone.write(
                "auth/kubernetes/login", Map.of("role", server, "jwt", PrivateFiles.read(serviceAccountToken)));
        return anyone.as(VaultApi.text(VaultApi.object(answer, "auth"), "client_token"));
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VaultException("Interrupted while Vault was asked.", e);
        }
    }
}
