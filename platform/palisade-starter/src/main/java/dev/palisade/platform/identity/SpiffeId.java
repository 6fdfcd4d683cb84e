package dev.palisade.platform.identity;

import java.net.URI;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The name of a workload, {@code spiffe://<trust domain>/<workload>} (SPIFFE ID, section 2).
 *
 * @param trustDomain the trust domain, in lower case
 * @param workload the single path segment that names the workload
 */
public record SpiffeId(String trustDomain, String workload) {

    private static final int URI_NAME = 6;
    private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");
    private static final Pattern WORKLOAD = Pattern.compile("[a-zA-Z0-9_-]{1,63}");

    /** @throws IllegalArgumentException when either part is not well-formed */
    public SpiffeId {
        if (!TRUST_DOMAIN.matcher(trustDomain).matches()
                || !WORKLOAD.matcher(workload).matches()) {
            throw new IllegalArgumentException("Not a SPIFFE ID of this platform: " + trustDomain + " / " + workload);
        }
    }

    /**
     * Parses a SPIFFE ID.
     *
     * @throws IllegalArgumentException when it is not one, or its path has more than one segment
     */
    public static SpiffeId parse(String text) {
        URI uri = URI.create(text);
        String path = uri.getRawPath();
        if (!"spiffe".equals(uri.getScheme())
                || uri.getRawAuthority() == null
                || path == null
                || !path.startsWith("/")
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("Not a SPIFFE ID: " + text);
        }
        return new SpiffeId(uri.getRawAuthority(), path.substring(1));
    }

    /**
     * Reads the identity from a certificate, which must have exactly one URI name (X509-SVID, section 2).
     *
     * @throws IllegalArgumentException when it has none, several, or one that is no SPIFFE ID
     */
    public static SpiffeId of(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            List<String> uris = names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(URI_NAME).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
            if (uris.size() != 1) {
                throw new IllegalArgumentException(
                        "A workload's certificate has exactly one URI name, this one has " + uris.size());
            }
            return parse(uris.getFirst());
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("The certificate's names cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return "spiffe://" + trustDomain + "/" + workload;
    }
}
