package dev.palisade.verify.landscape;

import dev.palisade.local.YamlTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The YAML files that come with the program. */
public final class Resources {

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private Resources() {}

    /** The map that a file holds. */
    public static Map<?, ?> map(String name) {
        try (InputStream file = Objects.requireNonNull(Resources.class.getResourceAsStream(name))) {
            return (Map<?, ?>) YamlTree.of(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a file holds, where every field must be there and no other may be. */
    public static <T> T read(String name, Class<T> type) {
        return STRICT.convertValue(map(name), type);
    }
}
