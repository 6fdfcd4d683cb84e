package dev.palisade.verify.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of request that the schema allows.
 *
 * @param principal the kind of who asks
 * @param action what for
 * @param resource the kind of what on
 */
record Signature(String principal, String action, String resource) {

    private static final Pattern ACTIONS =
            Pattern.compile("action ([\\w, ]+) appliesTo \\{ principal: \\[?([\\w, ]+?)]?, resource: (\\w+)");

    /** All kinds of requests, in the order of the schema. */
    static List<Signature> all(String schema) {
        List<Signature> signatures = new ArrayList<>();
        Matcher actions = ACTIONS.matcher(schema);
        while (actions.find()) {
            for (String action : actions.group(1).split(",\\s*")) {
                for (String principal : actions.group(2).split(",\\s*")) {
                    signatures.add(new Signature(principal, action, actions.group(3)));
                }
            }
        }
        return signatures;
    }

    @Override
    public String toString() {
        return principal + " " + action + " " + resource;
    }
}
