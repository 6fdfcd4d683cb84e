package dev.palisade.verify.kit;

import dev.palisade.local.PlatformException;
import dev.palisade.verify.evidence.InstallationKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Says that somebody may attack these hosts for a while. It counts when the key signed it whose fingerprint the attacker
 * was told by the owner of the hosts, so that a file alone permits nothing.
 *
 * @param permittedBy who answers for it
 * @param hosts the names of the hosts
 * @param until when it ends, such as {@code 2027-01-31T00:00:00Z}
 */
public record Permission(String permittedBy, Set<String> hosts, Instant until) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** Signs a file for the owner of the hosts; the signature and the key go beside it. */
    public static void sign(Path file, InstallationKey key) {
        try {
            String text = Files.readString(file);
            JSON.readValue(text, Permission.class);
            Files.writeString(beside(file, ".sig"), key.sign(text));
            Files.writeString(beside(file, ".pem"), key.publicPem());
        } catch (IOException | JacksonException e) {
            throw new PlatformException(file + " is no permission: " + e.getMessage(), e);
        }
    }

    /**
     * Insists on a permission for these hosts; for none of them nothing is needed.
     *
     * @param file where it is, or null when there is none
     * @param fingerprint of the key that must have signed it
     */
    static void require(Set<String> hosts, @Nullable Path file, @Nullable String fingerprint, Instant now) {
        if (hosts.isEmpty()) {
            return;
        }
        String who = String.join(", ", hosts);
        if (file == null || fingerprint == null) {
            throw new PlatformException(
                    who + " is not this machine. It is attacked only with --scope FILE, which its owner"
                            + " has signed, and --key, the fingerprint of the owner's key.");
        }
        try {
            String text = Files.readString(file);
            String pem = Files.readString(beside(file, ".pem"));
            if (!InstallationKey.fingerprint(pem).equals(fingerprint)
                    || !InstallationKey.isSigned(pem, text, Files.readString(beside(file, ".sig")))) {
                throw new PlatformException(file + " was not signed by the key " + fingerprint + ".");
            }
            Permission permission = JSON.readValue(text, Permission.class);
            if (!permission.hosts.containsAll(hosts)) {
                throw new PlatformException(file + " does not permit " + who + ".");
            }
            if (now.isAfter(permission.until)) {
                throw new PlatformException(file + " ended at " + permission.until + ".");
            }
        } catch (IOException | GeneralSecurityException | JacksonException | IllegalArgumentException e) {
            throw new PlatformException("The permission cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path beside(Path file, String end) {
        return file.resolveSibling(file.getFileName() + end);
    }
}
