package dev.palisade.verify.fuzz;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An operation as its contract has it.
 *
 * @param service who answers it
 * @param method the HTTP method
 * @param path the path, with its parameters in braces
 * @param parameters what it takes beside a body
 * @param bodies the schema of the body by media type; empty when it takes none
 * @param bodyRequired whether there has to be a body
 * @param answers what it answers, by status code or {@code default}
 * @param scopes what a token for it needs; none when anybody may ask
 */
record Operation(
        String service,
        String method,
        String path,
        List<Parameter> parameters,
        Map<String, JsonNode> bodies,
        boolean bodyRequired,
        Map<String, Answered> answers,
        List<String> scopes) {

    private static final String INTERNAL = "/internal/";

    String name() {
        return method + " " + path;
    }

    /** Whether only services may ask it, so that no route leads there. */
    boolean isInternal() {
        return path.startsWith(INTERNAL);
    }

    /**
     * A parameter.
     *
     * @param name its name
     * @param in {@code path}, {@code query} or {@code header}
     * @param required whether it has to be there
     * @param schema what it looks like
     */
    record Parameter(String name, String in, boolean required, JsonNode schema) {}

    /**
     * An answer.
     *
     * @param schemas the schema of its body by media type; empty when it has none
     */
    record Answered(Map<String, JsonNode> schemas) {}
}
