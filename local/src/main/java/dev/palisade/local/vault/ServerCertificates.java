package dev.palisade.local.vault;

import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The certificates of the servers that are no workloads of ours: Vault itself, PostgreSQL, Valkey. The first ones come
 * from the offline authority, because Vault does not run yet; each is replaced by one of Vault's when half of its life is
 * over. They outlive a long weekend, so that a platform that was switched off comes back.
 */
final class ServerCertificates {

    static final Duration LIFE = Duration.ofDays(3);

    private static final List<String> SERVERS = List.of("vault", "postgres", "valkey", "payment-sandbox");
    private static final String TRUST_DOMAIN = "spiffe://palisade.internal/";

    private final Path root;
    private final List<String> servers;

    /** @param root one folder below it for each server, {@code <server>-tls} */
    ServerCertificates(Path root) {
        this(root, SERVERS);
    }

    /** @param servers whose certificates they are */
    ServerCertificates(Path root, List<String> servers) {
        this.root = root;
        this.servers = servers;
    }

    /** Before Vault runs: makes those that are missing or due. */
    void prepare(CertificateAuthority authority) {
        due().forEach(server -> authority.issue(server, LIFE).writeTo(folder(server)));
    }

    /**
     * Has Vault replace those that are due.
     *
     * @return whose were replaced
     */
    List<String> renew(VaultApi vault) {
        List<String> due = due();
        for (String server : due) {
            Map<String, Object> issued = VaultApi.object(
                    vault.write(
                            "pki/issue/servers",
                            Map.of(
                                    "common_name",
                                    server,
                                    "alt_names",
                                    server + ",localhost",
                                    "uri_sans",
                                    TRUST_DOMAIN + server,
                                    "exclude_cn_from_sans",
                                    true,
                                    "ttl",
                                    LIFE.toSeconds() + "s",
                                    "private_key_format",
                                    "pkcs8")),
                    "data");
            Identity.of(
                            VaultApi.text(issued, "certificate") + "\n" + VaultApi.text(issued, "issuing_ca"),
                            VaultApi.text(issued, "private_key"),
                            root.resolve("trust").resolve(Identity.TRUST_FILE))
                    .writeTo(folder(server));
        }
        return due;
    }

    private List<String> due() {
        return servers.stream().filter(server -> isDue(folder(server))).toList();
    }

    private static boolean isDue(Path folder) {
        if (Files.notExists(folder.resolve(Identity.CERTIFICATE_FILE))) {
            return true;
        }
        X509Certificate certificate = Identity.readFrom(folder).certificate();
        return Instant.now().isAfter(certificate.getNotAfter().toInstant().minus(LIFE.dividedBy(2)));
    }

    private Path folder(String server) {
        return root.resolve(server + "-tls");
    }
}
