package dev.palisade.local;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How this module writes and reads JSON. */
public final class Json {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /** The value as indented text. */
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** The value that the text describes. */
    public static <T> T read(String text, Class<T> type) {
        return MAPPER.readValue(text, type);
    }
}
