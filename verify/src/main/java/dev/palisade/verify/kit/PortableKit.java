package dev.palisade.verify.kit;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attacks what a file describes, after looking whether that is permitted. */
public final class PortableKit {

    private PortableKit() {}

    /**
     * Makes every attack for which the file says enough.
     *
     * @param file describes the target
     * @param scope the permission of its owner, needed when it is not this machine
     * @param fingerprint of the key that must have signed the permission
     */
    public static List<Verdict> attack(Path file, @Nullable Path scope, @Nullable String fingerprint) {
        Target target = Target.of(file);
        Permission.require(target.foreignHosts(), scope, fingerprint, Instant.now());
        Path beside = file.toAbsolutePath().resolveSibling("");
        List<Verdict> verdicts = new ArrayList<>();
        if (target.resourceServer() != null) {
            verdicts.addAll(new ResourceServerAttacks(target.resourceServer(), beside).make());
        }
        if (target.authorizationServer() != null) {
            verdicts.addAll(new AuthorizationServerAttacks(target.authorizationServer(), beside).make());
        }
        return verdicts;
    }
}
