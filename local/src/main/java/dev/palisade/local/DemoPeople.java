package dev.palisade.local;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The people of the demonstration. Their passwords are made for each installation. */
public final class DemoPeople {

    /** The property that holds a person's password, less the name. */
    public static final String PROPERTY = "palisade.demo-passwords.";

    /** Everyone and what they are. */
    public static final Map<String, List<String>> ROLES = roles();

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

    private static Map<String, List<String>> roles() {
        Map<String, List<String>> roles = new LinkedHashMap<>();
        roles.put("alice", List.of("customer"));
        roles.put("bob", List.of("customer"));
        roles.put("carol", List.of("merchandiser"));
        roles.put("erin", List.of("support"));
        roles.put("dave", List.of("auditor"));
        return Collections.unmodifiableMap(roles);
    }
}
