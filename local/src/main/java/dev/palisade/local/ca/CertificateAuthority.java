package dev.palisade.local.ca;

import dev.palisade.local.files.PrivateFiles;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/**
 * A root and an intermediate authority which issues the workloads' certificates (EC P-256, RFC 5280, with SPIFFE IDs).
 *
 * <p>An authority that is kept in files may only name workloads of our trust domain (RFC 5280 section 4.2.1.10); one in
 * memory may name anything, so that tests can reach the checks behind the TLS handshake.
 */
public final class CertificateAuthority {

    /** How long an intermediate usually lives. */
    public static final Duration INTERMEDIATE_LIFETIME = Duration.ofDays(365);

    private static final Duration ROOT_LIFETIME = Duration.ofDays(3650);
    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Authority root;
    private final Authority intermediate;

    private CertificateAuthority(Authority root, Authority intermediate) {
        this.root = root;
        this.intermediate = intermediate;
    }

    /**
     * Opens the authority in the folder, or makes one there. The keys have mode 0600. An intermediate that is about to
     * end is replaced; the root stays.
     */
    public static CertificateAuthority openOrCreate(Path directory) {
        Authority root = read(directory, "root");
        if (root == null) {
            root = newRoot("Palisade local root");
            write(directory, "root", root);
        }
        Authority intermediate = read(directory, "intermediate");
        if (intermediate == null || endsSoon(intermediate.certificate()) || !signed(root, intermediate)) {
            intermediate = newIntermediate("Palisade local intermediate", root, true);
            write(directory, "intermediate", intermediate);
        }
        return new CertificateAuthority(root, intermediate);
    }

    /** A new authority that is never written; for tests, and for authorities that nobody should trust. */
    public static CertificateAuthority inMemory(String name) {
        Authority root = newRoot(name + " root");
        return new CertificateAuthority(root, newIntermediate(name + " intermediate", root, false));
    }

    /** Issues the usual certificate of a workload, valid from now. */
    public Identity issue(String workload, Duration lifetime) {
        return issue(IdentityRequest.of(workload, lifetime));
    }

    /** Issues exactly what is asked for, sensible or not. */
    public Identity issue(IdentityRequest request) {
        KeyPair keys = newKeys();
        List<GeneralName> names = new ArrayList<>();
        if (request.spiffeId() != null) {
            names.add(new GeneralName(
                    GeneralName.uniformResourceIdentifier, request.spiffeId().toString()));
        }
        request.dnsNames().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        X509Certificate certificate = sign(
                new Subject(name(request.workload()), keys.getPublic(), request.notBefore(), request.notAfter()),
                intermediate,
                builder -> {
                    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
                    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }));
                    builder.addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(names.toArray(GeneralName[]::new)));
                });
        return new Identity(List.of(certificate, intermediate.certificate()), keys.getPrivate(), root.certificate());
    }

    /** The certificate that everyone is to trust. */
    public X509Certificate root() {
        return root.certificate();
    }

    /** The same as text (RFC 7468). */
    public String rootPem() {
        return Pem.of(List.of(root.certificate()));
    }

    /**
     * Signs another intermediate, whose key is in somebody else's keeping.
     *
     * @param request the signing request (PKCS #10), as text
     * @param lifetime how long it is to live
     * @return the certificate, as text
     */
    public String signIntermediate(String request, Duration lifetime) {
        try (PEMParser parser = new PEMParser(new StringReader(request))) {
            if (!(parser.readObject() instanceof PKCS10CertificationRequest pkcs10)) {
                throw new IllegalArgumentException("This is no request for a certificate.");
            }
            JcaPKCS10CertificationRequest wanted = new JcaPKCS10CertificationRequest(pkcs10);
            PublicKey key = wanted.getPublicKey();
            if (!wanted.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new IllegalArgumentException("The request is not signed with the key that it names.");
            }
            return Pem.of(List.of(intermediate("Palisade intermediate", key, root, true, lifetime)));
        } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException e) {
            throw new IllegalArgumentException("The request for a certificate cannot be read.", e);
        }
    }

    /** Whether an intermediate, as text, is about to end and should be replaced. */
    public static boolean endsSoon(String intermediate) {
        return endsSoon(Pem.certificates(intermediate).getFirst());
    }

    /** The certificate that signs the workloads'. */
    public X509Certificate intermediate() {
        return intermediate.certificate();
    }

    private static Authority newRoot(String name) {
        KeyPair keys = newKeys();
        Instant now = Instant.now();
        Subject subject = new Subject(
                name(name), keys.getPublic(), now.minus(IdentityRequest.BACKDATED), now.plus(ROOT_LIFETIME));
        return new Authority(
                sign(subject, null, keys.getPrivate(), builder -> authority(builder, 1)), keys.getPrivate());
    }

    private static Authority newIntermediate(String name, Authority root, boolean constrained) {
        KeyPair keys = newKeys();
        return new Authority(
                intermediate(name, keys.getPublic(), root, constrained, INTERMEDIATE_LIFETIME), keys.getPrivate());
    }

    private static X509Certificate intermediate(
            String name, PublicKey key, Authority root, boolean constrained, Duration lifetime) {
        Instant now = Instant.now();
        Subject subject = new Subject(name(name), key, now.minus(IdentityRequest.BACKDATED), now.plus(lifetime));
        return sign(subject, root, builder -> {
            authority(builder, 0);
            if (constrained) {
                GeneralName ours = new GeneralName(GeneralName.uniformResourceIdentifier, IdentityRequest.TRUST_DOMAIN);
                builder.addExtension(
                        Extension.nameConstraints,
                        true,
                        new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(ours)}, null));
            }
        });
    }

    private static void authority(JcaX509v3CertificateBuilder builder, int pathLength) throws IOException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(pathLength));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    }

    private static X509Certificate sign(Subject subject, Authority issuer, Extensions extensions) {
        return sign(subject, issuer.certificate(), issuer.key(), extensions);
    }

    private static X509Certificate sign(
            Subject subject, @Nullable X509Certificate issuer, PrivateKey issuerKey, Extensions extensions) {
        try {
            X500Principal issuerName = issuer == null ? subject.name() : issuer.getSubjectX500Principal();
            PublicKey issuerPublicKey = issuer == null ? subject.key() : issuer.getPublicKey();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuerName,
                    new BigInteger(128, RANDOM).setBit(127),
                    Date.from(subject.notBefore()),
                    Date.from(subject.notAfter()),
                    subject.name(),
                    subject.key());
            JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(subject.key()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(issuerPublicKey));
            extensions.addTo(builder);
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("Cannot make a certificate for " + subject.name() + ".", e);
        }
    }

    private static X500Principal name(String commonName) {
        try {
            return new X500Principal(new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.O, "Palisade")
                    .addRDN(BCStyle.CN, commonName)
                    .build()
                    .getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("The name " + commonName + " cannot be encoded.", e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot make EC P-256 keys.", e);
        }
    }

    private static @Nullable Authority read(Path directory, String name) {
        Path certificate = directory.resolve(name + ".pem");
        Path key = directory.resolve(name + ".key");
        if (!Files.exists(certificate) || !Files.exists(key)) {
            return null;
        }
        return new Authority(Pem.certificates(certificate).getFirst(), Pem.key(key));
    }

    private static void write(Path directory, String name, Authority authority) {
        PrivateFiles.write(directory.resolve(name + ".key"), Pem.of(authority.key()));
        PrivateFiles.write(directory.resolve(name + ".pem"), Pem.of(List.of(authority.certificate())));
    }

    private static boolean endsSoon(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().isBefore(Instant.now().plus(RENEWED_BEFORE_END));
    }

    private static boolean signed(Authority root, Authority intermediate) {
        try {
            intermediate.certificate().verify(root.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private record Authority(X509Certificate certificate, PrivateKey key) {}

    private record Subject(X500Principal name, PublicKey key, Instant notBefore, Instant notAfter) {}

    @FunctionalInterface
    private interface Extensions {
        void addTo(JcaX509v3CertificateBuilder builder) throws IOException;
    }
}
