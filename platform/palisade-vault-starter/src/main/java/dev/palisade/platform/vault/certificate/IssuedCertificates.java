package dev.palisade.platform.vault.certificate;

import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.vault.Vault;
import dev.palisade.platform.vault.renewal.Renewal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** Asks Vault for certificates of one workload. Key and certificate exist in the memory of this process only. */
final class IssuedCertificates {

    private final Vault vault;
    private final SpiffeId workload;
    private final CertificateProperties properties;
    private final Path root;
    private final Clock clock;

    /** @param root the one certificate that is trusted, in PEM */
    IssuedCertificates(Vault vault, SpiffeId workload, CertificateProperties properties, Path root, Clock clock) {
        this.vault = vault;
        this.workload = workload;
        this.properties = properties;
        this.root = root;
        this.clock = clock;
    }

    /** A new certificate and its key, with the time that it is good for. */
    Renewal.Held<SslBundle> issue() {
        String name = workload.workload();
        List<String> names = properties.dnsNames().isEmpty() ? List.of(name, "localhost") : properties.dnsNames();
        Vault.Answer answer = vault.write(
                "pki/issue/" + name,
                Map.of(
                        "common_name",
                        name,
                        "exclude_cn_from_sans",
                        true,
                        "alt_names",
                        String.join(",", names),
                        "uri_sans",
                        workload.toString(),
                        "ttl",
                        properties.ttl().toSeconds() + "s",
                        "private_key_format",
                        "pkcs8"));
        List<X509Certificate> chain = chain(answer);
        PemSslStore key = PemSslStore.load(
                PemSslStoreDetails.forCertificate(pems(answer)).withPrivateKey(answer.text("private_key")));
        PemSslStore trust = PemSslStore.load(PemSslStoreDetails.forCertificate(read(root)));
        SslBundle bundle = SslBundle.of(
                new PemSslStoreBundle(key, trust), SslBundleKey.NONE, SslOptions.of(null, Set.of("TLSv1.3")));
        return new Renewal.Held<>(
                bundle,
                clock.instant(),
                chain.stream()
                        .map(certificate -> certificate.getNotAfter().toInstant())
                        .min(Comparator.naturalOrder())
                        .orElseThrow());
    }

    /** The leaf and what is between it and the root; the root itself is no part of a handshake. */
    private static String pems(Vault.Answer answer) {
        List<String> pems = new ArrayList<>();
        pems.add(answer.text("certificate"));
        Stream<String> issuers = answer.texts("ca_chain").isEmpty()
                ? Stream.of(answer.text("issuing_ca"))
                : answer.texts("ca_chain").stream();
        issuers.filter(pem -> !isRoot(certificate(pem))).forEach(pems::add);
        return String.join("\n", pems);
    }

    private static List<X509Certificate> chain(Vault.Answer answer) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pems(answer).getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IllegalStateException("Vault's answer holds no certificate", e);
        }
    }

    private static X509Certificate certificate(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw new IllegalStateException("Vault's answer holds no certificate", e);
        }
    }

    private static boolean isRoot(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The authority that this process is to trust cannot be read: " + file, e);
        }
    }
}
