package dev.palisade.verify.fuzz;

import dev.palisade.verify.fuzz.Operation.Answered;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Says whether an answer is one that the contract has. */
final class Judge {

    private static final String PROBLEM = "application/problem+json";
    private static final String DEFAULT = "default";

    /** What can go wrong with any request: these the contracts mean by their default answer, and no others. */
    private static final Set<Integer> ANYWHERE = Set.of(400, 401, 403, 404, 405, 406, 413, 415, 429, 431);

    private static final Pattern INSIDE = Pattern.compile(
            "\\tat |Exception|\\bjava\\.|\\bdev\\.palisade\\.|org\\.springframework|tools\\.jackson|org\\.apache|PSQL|SQLSTATE");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Contracts contracts;

    Judge(Contracts contracts) {
        this.contracts = contracts;
    }

    /** What is wrong with an answer; nothing when it is as it should be. */
    Optional<String> fault(Shot shot, int status, String type, String body) {
        if (status >= 500) {
            return Optional.of("answers with " + status);
        }
        Map<String, Answered> answers = shot.operation().answers();
        Answered answered = answers.get(Integer.toString(status));
        if (answered == null && ANYWHERE.contains(status)) {
            answered = answers.get(DEFAULT);
        }
        if (answered == null) {
            return Optional.of("answers with " + status + ", which the contract does not have");
        }
        if (status < 300 && !shot.wrong().isEmpty()) {
            return Optional.of("takes what the contract rules out: " + shot.wrong());
        }
        if (status >= 400 && INSIDE.matcher(body).find()) {
            return Optional.of("tells of its inside in a " + status);
        }
        return body(answered, status, type, body);
    }

    private Optional<String> body(Answered answered, int status, String type, String body) {
        if (answered.schemas().isEmpty()) {
            return body.isEmpty() ? Optional.empty() : Optional.of("has a body in a " + status + ", and should not");
        }
        String media = type.replaceAll(";.*", "").trim();
        JsonNode schema = answered.schemas().get(media);
        if (schema == null) {
            return Optional.of("answers a " + status + " as '" + media + "' instead of "
                    + String.join(" or ", answered.schemas().keySet()));
        }
        if (!media.endsWith("json")) {
            return Optional.empty();
        }
        JsonNode json = json(body);
        if (json == null) {
            return Optional.of("answers a " + status + " with what is no JSON");
        }
        if (media.equals(PROBLEM) && json.path("status").asInt() != status) {
            return Optional.of("answers a " + status + " whose problem says " + json.path("status"));
        }
        return contracts.faults(schema, json).stream()
                .findFirst()
                .map(fault -> "answers a " + status + " that is not of its schema: " + fault);
    }

    private static @Nullable JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            return null;
        }
    }
}
