package dev.palisade.local.vault;

import dev.palisade.local.files.SharedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Secret ids for AppRole, each wrapped in a token that shows it to the first who asks and to nobody after. Whoever finds
 * that the wrapping token was used already knows that somebody else has been there.
 */
final class WrappedSecretIds {

    /** The file in each role's folder. */
    static final String FILE = "wrapped-secret-id";

    /** How long a wrapping token can be used. */
    static final Duration LIFE = Duration.ofMinutes(2);

    private final VaultApi vault;
    private final Path login;

    /**
     * @param vault in the name of somebody who may make secret ids
     * @param login one folder below it for each role
     */
    WrappedSecretIds(VaultApi vault, Path login) {
        this.vault = vault;
        this.login = login;
    }

    /** Puts a new one in place of the last, used or not. */
    void deliver(String role) {
        String token = vault.writeWrapped("auth/approle/role/" + role + "/secret-id", Map.of(), LIFE);
        SharedFiles.write(login.resolve(role).resolve(FILE), token);
    }
}
