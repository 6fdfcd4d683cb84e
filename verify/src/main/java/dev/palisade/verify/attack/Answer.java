package dev.palisade.verify.attack;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * An HTTP answer.
 *
 * @param status the status code
 * @param headers the header fields, by name in small letters
 * @param body the content as text
 */
record Answer(int status, Map<String, List<String>> headers, String body) {

    private static final JsonMapper JSON = new JsonMapper();

    static Answer of(HttpResponse<String> response) {
        return of(response.statusCode(), response.headers().map(), response.body());
    }

    static Answer of(int status, Map<String, List<String>> headers, String body) {
        Map<String, List<String>> byName = new TreeMap<>();
        headers.forEach((name, values) -> byName.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return new Answer(status, byName, body);
    }

    /** The first value of a header field, or an empty text. */
    String header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    List<String> all(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** The content as JSON; a missing node when it is none. */
    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    /** The last word of the problem's type (RFC 9457), or of an OAuth error. */
    String problem() {
        String type = json().path("type").asString("");
        return type.isEmpty() ? json().path("error").asString("") : type.substring(type.lastIndexOf(':') + 1);
    }

    /** What evidence may say of it: the content itself may hold a token. */
    String summary() {
        String problem = problem();
        return status + (problem.isEmpty() ? "" : " " + problem);
    }
}
