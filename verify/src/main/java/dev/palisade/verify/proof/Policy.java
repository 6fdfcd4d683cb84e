package dev.palisade.verify.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One policy, as it is written.
 *
 * @param id its {@code @id}
 * @param text all of it
 */
record Policy(String id, String text) {

    private static final Pattern ID = Pattern.compile("@id\\(\"([^\"]+)\"\\)");
    private static final Pattern ACTION = Pattern.compile("Palisade::Action::\"(\\w+)\"");

    /** The policies of a file or of several, each of which begins with its {@code @id}. */
    static List<Policy> all(String text) {
        List<Policy> policies = new ArrayList<>();
        Matcher id = ID.matcher(text);
        int begin = -1;
        String name = "";
        while (id.find()) {
            if (begin >= 0) {
                policies.add(new Policy(name, text.substring(begin, id.start())));
            }
            begin = id.start();
            name = id.group(1);
        }
        if (begin >= 0) {
            policies.add(new Policy(name, text.substring(begin)));
        }
        return policies;
    }

    /** The words of an annotation; none when it has none. */
    List<String> annotation(String name) {
        Matcher value = Pattern.compile("@" + name + "\\(\"([^\"]*)\"\\)").matcher(text);
        return value.find() ? List.of(value.group(1).split(" ")) : List.of();
    }

    /** The actions that it names; none when it is about all. */
    Set<String> actions() {
        Set<String> actions = new TreeSet<>();
        Matcher action = ACTION.matcher(text);
        while (action.find()) {
            actions.add(action.group(1));
        }
        return actions;
    }
}
