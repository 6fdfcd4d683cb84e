package dev.palisade.local.vault;

import dev.palisade.local.files.PrivateFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A root token for the time of one action. Nobody keeps one: it is made with the recovery key, which lies in the safe,
 * and revoked when the action ends.
 */
public final class RootAccess {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final VaultApi api;
    private final Path recoveryKey;

    /**
     * @param api Vault
     * @param safe the folder that holds the recovery key, or will; nothing that runs all the time may read it
     */
    public RootAccess(VaultApi api, Path safe) {
        this.api = api;
        this.recoveryKey = safe.resolve("recovery-key");
    }

    /** Does something as root; a Vault that is new is initialised first. */
    public <T> T run(Function<VaultApi, T> action) {
        VaultApi root = api.as(isInitialised() ? generate() : initialise());
        try {
            awaitReady();
            return action.apply(root);
        } finally {
            root.write("auth/token/revoke-self", Map.of());
        }
    }

    private boolean isInitialised() {
        return Boolean.TRUE.equals(api.read("sys/init").orElseThrow().get("initialized"));
    }

    private String initialise() {
        Map<String, Object> answer = api.write("sys/init", Map.of("recovery_shares", 1, "recovery_threshold", 1));
        if (!(answer.get("recovery_keys_base64") instanceof List<?> keys)) {
            throw new VaultException("Vault was initialised without a recovery key.");
        }
        PrivateFiles.write(recoveryKey, String.valueOf(keys.getFirst()));
        return VaultApi.text(answer, "root_token");
    }

    private String generate() {
        awaitReady();
        if (!Files.exists(recoveryKey)) {
            throw new VaultException(
                    "Vault holds data, but " + recoveryKey + " is gone, so nobody can become root there."
                            + " Put the recovery key back, or remove Vault's data and start anew.");
        }
        api.delete("sys/generate-root/attempt");
        Map<String, Object> attempt = api.write("sys/generate-root/attempt", Map.of());
        Map<String, Object> answer = api.write(
                "sys/generate-root/update",
                Map.of("key", PrivateFiles.read(recoveryKey), "nonce", VaultApi.text(attempt, "nonce")));
        byte[] token = Base64.getDecoder().decode(VaultApi.text(answer, "encoded_token"));
        byte[] password = VaultApi.text(attempt, "otp").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < token.length; i++) {
            token[i] ^= password[i];
        }
        return new String(token, StandardCharsets.US_ASCII);
    }

    private void awaitReady() {
        Instant end = Instant.now().plus(PATIENCE);
        while (!api.isReady()) {
            if (Instant.now().isAfter(end)) {
                throw new VaultException("Vault stays sealed. Its log says why.");
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new VaultException("Interrupted while Vault was starting.", e);
            }
        }
    }
}
