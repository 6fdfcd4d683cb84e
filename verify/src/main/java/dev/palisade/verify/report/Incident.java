package dev.palisade.verify.report;

import dev.palisade.verify.landscape.Resources;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What may happen, and who then does what.
 *
 * @param service where it shows
 * @param incident what it is
 * @param log fields of an entry of the log and their values
 * @param owner who acts
 * @param first what to do at once
 * @param then what to do after that
 * @param controls what keeps it from doing harm
 */
record Incident(
        String service,
        String incident,
        Map<String, String> log,
        String owner,
        String first,
        String then,
        List<String> controls) {

    /** Those that come with the program. */
    static List<Incident> ours() {
        return Resources.read("/report/incidents.yaml", All.class).incidents();
    }

    /** A filter for jq that finds the entries; a message may be longer than what is given. */
    String filter() {
        return log.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(field -> "message".equals(field.getKey())
                        ? "(.message | contains(\"" + field.getValue() + "\"))"
                        : "." + field.getKey() + " == \"" + field.getValue() + "\"")
                .collect(Collectors.joining(" and ", "select(", ")"));
    }

    private record All(List<Incident> incidents) {}
}
