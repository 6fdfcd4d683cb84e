package dev.palisade.gateway.contract;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a request for one operation may carry: the parameters, header fields and body that the contract declares, and
 * nothing else. A refusal names the place, never the value, which may be a card number.
 */
final class RequestRules {

    /** Deeper than any contract, and far from what would cost a parser its stack. */
    private static final int DEEPEST = 16;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(40)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Fields that have one value, whichever operation it is (RFC 9110 section 5.3). */
    private static final List<String> SINGLE = List.of("If-Match", "If-None-Match");

    private final List<Parameter> query;
    private final List<Parameter> path;
    private final List<Parameter> header;
    private final @Nullable Schema body;
    private final List<MediaType> texts;
    private final boolean bodyRequired;

    RequestRules(List<Parameter> parameters, @Nullable Schema body, List<MediaType> texts, boolean bodyRequired) {
        this.query = in("query", parameters);
        this.path = in("path", parameters);
        this.header = in("header", parameters);
        this.body = body;
        this.texts = texts;
        this.bodyRequired = bodyRequired;
    }

    /**
     * Lets the request pass, or says what is wrong with it.
     *
     * @param variables the values of the path's variables
     * @throws ProblemException 400 or 415, when it carries anything that the contract does not declare
     * @throws IOException when the body cannot be read
     */
    void check(HttpServletRequest request, Map<String, String> variables) throws IOException {
        checkQuery(request.getParameterMap());
        for (Parameter parameter : path) {
            parameter.check(variables.get(parameter.name()));
        }
        for (String name : SINGLE) {
            once(request, name);
        }
        for (Parameter parameter : header) {
            parameter.check(once(request, parameter.name()));
        }
        checkBody(request.getContentType(), request.getInputStream().readAllBytes());
    }

    /** The names of the header fields that the contract declares. */
    List<String> headers() {
        return header.stream().map(Parameter::name).toList();
    }

    private void checkQuery(Map<String, String[]> sent) {
        for (String name : sent.keySet()) {
            if (query.stream().noneMatch(parameter -> parameter.name().equals(name))) {
                throw new ProblemException(ProblemType.INVALID_VALUE, "There is a parameter that is not known here.");
            }
        }
        for (Parameter parameter : query) {
            String[] values = sent.get(parameter.name());
            if (values != null && values.length > 1) {
                throw new ProblemException(
                        ProblemType.INVALID_VALUE, "'" + parameter.name() + "' is given more than once.");
            }
            parameter.check(values == null ? null : values[0]);
        }
    }

    private static @Nullable String once(HttpServletRequest request, String name) {
        List<String> values = Collections.list(request.getHeaders(name));
        if (values.size() > 1) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST, "'" + name + "' is given more than once.");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    private void checkBody(@Nullable String type, byte[] bytes) {
        if (bytes.length == 0) {
            if (bodyRequired) {
                throw new ProblemException(ProblemType.MALFORMED_BODY, "It is missing.");
            }
            return;
        }
        if (body == null) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "None is expected here.");
        }
        if (texts.stream().anyMatch(text -> isUtf8(type, text))) {
            decode(bytes);
            return;
        }
        if (!isUtf8(type, MediaType.APPLICATION_JSON)) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "It must be application/json.");
        }
        List<Error> errors = errors(body, parse(bytes));
        if (!errors.isEmpty()) {
            throw Violations.of(errors, "");
        }
    }

    private static List<Error> errors(Schema schema, JsonNode value) {
        try {
            return schema.validate(value);
        } catch (JsonNodeException e) {
            // The validator compares with a limit by way of a long, which some fractions are too large for.
            throw new ProblemException(ProblemType.MALFORMED_BODY, "A number in it is out of all bounds.");
        }
    }

    /** RFC 8259 section 8.1: JSON between systems is UTF-8, and a parameter that says otherwise would be a lie. */
    private static boolean isUtf8(@Nullable String type, MediaType expected) {
        try {
            MediaType media = MediaType.parseMediaType(type == null ? "" : type);
            Charset charset = media.getCharset();
            return expected.equalsTypeAndSubtype(media) && (charset == null || charset.equals(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static JsonNode parse(byte[] bytes) {
        // Left to itself the parser would guess among five encodings, and the service might guess another.
        String text = decode(bytes);
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "It is not well-formed JSON.");
        }
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "It is not UTF-8.");
        }
    }

    private static List<Parameter> in(String place, List<Parameter> parameters) {
        List<Parameter> found = new ArrayList<>(parameters);
        found.removeIf(parameter -> !parameter.place().equals(place));
        return List.copyOf(found);
    }

    /**
     * A declared parameter.
     *
     * @param place {@code query}, {@code path} or {@code header}
     * @param name its name
     * @param required whether it must be there
     * @param type the JSON type of its schema
     * @param schema what its value must be
     */
    record Parameter(String place, String name, boolean required, String type, Schema schema) {

        private void check(@Nullable String value) {
            if (value == null) {
                if (required) {
                    throw new ProblemException(ProblemType.INVALID_VALUE, "'" + name + "' must be given.");
                }
                return;
            }
            List<Error> errors = schema.validate(node(value));
            if (errors.isEmpty()) {
                return;
            }
            if (errors.stream()
                    .anyMatch(error -> error.getKeyword().equals("type")
                            || error.getKeyword().equals("format"))) {
                throw new ProblemException(ProblemType.INVALID_VALUE, "'" + name + "' is not of the right type.");
            }
            throw Violations.of(errors, name);
        }

        private JsonNode node(String value) {
            if (type.equals("integer") && value.matches("-?[0-9]{1,18}")) {
                return JsonNodeFactory.instance.numberNode(Long.parseLong(value));
            }
            return type.equals("boolean") && value.matches("true|false")
                    ? JsonNodeFactory.instance.booleanNode(value.equals("true"))
                    : JsonNodeFactory.instance.stringNode(value);
        }
    }
}
