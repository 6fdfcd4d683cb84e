package dev.palisade.gateway.contract;

import com.networknt.schema.Error;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says in the services' words what a schema found. The validator's own words would repeat the value. */
final class Violations {

    private static final String PLAIN_NAME = "[A-Za-z0-9_.-]{1,60}";

    private Violations() {}

    /**
     * The refusal.
     *
     * @param errors at least one
     * @param name the name of the parameter, or nothing for a body
     */
    static ProblemException of(List<Error> errors, String name) {
        for (Error error : errors) {
            String field = field(error, name);
            switch (error.getKeyword()) {
                case "additionalProperties" ->
                    throw new ProblemException(
                            ProblemType.MALFORMED_BODY,
                            field.matches(PLAIN_NAME)
                                    ? "The field '" + field + "' is not known here."
                                    : "There is a field that is not known here.");
                case "type", "format" -> // in a service neither would become a value of its Java type
                    throw new ProblemException(
                            ProblemType.MALFORMED_BODY,
                            field.isEmpty()
                                    ? "It is not what is expected here."
                                    : "The field '" + field + "' has a value that does not fit.");
                default -> {}
            }
        }
        List<Map<String, String>> found = errors.stream()
                .map(error -> Map.of("field", field(error, name), "message", message(error)))
                .distinct()
                .toList();
        ProblemException refusal = new ProblemException(
                ProblemType.INVALID_VALUE,
                found.stream()
                        .map(each -> "'" + each.get("field") + "' " + each.get("message") + ".")
                        .sorted()
                        .collect(Collectors.joining(" ")));
        refusal.getBody().setProperty("errors", found);
        return refusal;
    }

    private static String field(Error error, String name) {
        String place = error.getInstanceLocation().toString();
        String field = place.startsWith("/") ? place.substring(1).replace('/', '.') : name;
        String property = error.getProperty();
        return property == null ? field : field.isEmpty() ? property : field + "." + property;
    }

    private static String message(Error error) {
        String bound = error.getSchemaNode() != null && error.getSchemaNode().isValueNode()
                ? error.getSchemaNode().asString()
                : "";
        return switch (error.getKeyword()) {
            case "required" -> "must be given";
            case "minimum" -> "must be greater than or equal to " + bound;
            case "maximum" -> "must be less than or equal to " + bound;
            case "minLength", "minItems" -> "must not be shorter than " + bound;
            case "maxLength", "maxItems" -> "must not be longer than " + bound;
            case "pattern" -> "does not have the form that is expected";
            default -> "is not acceptable";
        };
    }
}
