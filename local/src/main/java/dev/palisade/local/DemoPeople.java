package dev.palisade.local;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The people of the demonstration. Their passwords and the secrets of their code generators are made for each installation. */
public final class DemoPeople {

    /** The property that holds a person's password, less the name. */
    public static final String PROPERTY = "palisade.demo-passwords.";

    /** The property that holds the secret of a person's code generator, less the name. */
    public static final String TOTP_PROPERTY = "palisade.demo-totp-secrets.";

    /** Everyone and what they are. */
    public static final Map<String, List<String>> ROLES = roles();

    private static final Set<String> SECOND_FACTOR = Set.of("merchandiser", "support", "auditor", "administrator");

    /** No characters that look alike: people type these. */
    private static final String READABLE = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final SecureRandom RANDOM = new SecureRandom();

    private DemoPeople() {}

    /** Four times four characters at random, about 79 bits. */
    public static String newPassword() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            if (i > 0 && i % 4 == 0) {
                password.append('-');
            }
            password.append(READABLE.charAt(RANDOM.nextInt(READABLE.length())));
        }
        return password.toString();
    }

    /** Whether a person has a second factor: those have who can do more than buy. */
    public static boolean hasSecondFactor(String name) {
        return ROLES.getOrDefault(name, List.of()).stream().anyMatch(SECOND_FACTOR::contains);
    }

    /** A secret for a code generator. */
    public static String newTotpSecret() {
        return TimeCodes.newSecret();
    }

    private static Map<String, List<String>> roles() {
        Map<String, List<String>> roles = new LinkedHashMap<>();
        roles.put("alice", List.of("customer"));
        roles.put("bob", List.of("customer"));
        roles.put("carol", List.of("merchandiser"));
        roles.put("erin", List.of("support"));
        roles.put("dave", List.of("auditor"));
        roles.put("frank", List.of("administrator"));
        return Collections.unmodifiableMap(roles);
    }
}
