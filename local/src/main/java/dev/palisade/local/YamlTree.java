package dev.palisade.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML as maps, lists and plain values, and never as objects of a class that the text names. */
public final class YamlTree {

    private YamlTree() {}

    /**
     * What a text holds; null when it holds nothing.
     *
     * @throws org.yaml.snakeyaml.error.YAMLException when it is none
     */
    @SuppressWarnings("NullAway") // the callers convert or cast it
    public static Object of(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    /** The map that a file holds, whose keys are texts. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Path file) {
        try {
            return (Map<String, Object>) of(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ".", e);
        }
    }

    /** The maps that the documents of a text hold, whose keys are texts; an empty document is none. */
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> maps(String text) {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            if (document != null) {
                maps.add((Map<String, Object>) document);
            }
        }
        return maps;
    }

    /** The map below a key; an empty one when there is none. */
    public static Map<?, ?> below(Map<?, ?> tree, String key) {
        return tree.get(key) instanceof Map<?, ?> map ? map : Map.of();
    }
}
