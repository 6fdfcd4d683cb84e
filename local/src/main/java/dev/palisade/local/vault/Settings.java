package dev.palisade.local.vault;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells whether something in Vault is as it was declared. Vault adds defaults of its own, and writes durations as seconds. */
final class Settings {

    private static final Pattern DURATION = Pattern.compile("([0-9]+)([smh])");

    private Settings() {}

    /** The declared fields that differ, each with what Vault has instead. */
    static Map<String, String> differences(Map<String, Object> declared, Map<String, Object> actual) {
        Map<String, String> differences = new TreeMap<>();
        declared.forEach((name, value) -> {
            Object there = actual.get(name);
            if (!same(value, there)) {
                differences.put(name, there + " instead of " + value);
            }
        });
        return differences;
    }

    private static boolean same(Object declared, @Nullable Object actual) {
        if (declared instanceof Collection<?> list && actual instanceof Collection<?> there) {
            return texts(list).equals(texts(there));
        }
        return canonical(declared).equals(canonical(actual));
    }

    private static List<String> texts(Collection<?> values) {
        return values.stream().map(Settings::canonical).toList();
    }

    private static String canonical(@Nullable Object value) {
        String text = String.valueOf(value).strip();
        Matcher duration = DURATION.matcher(text);
        return duration.matches() ? Long.toString(seconds(duration)) : text;
    }

    private static long seconds(Matcher duration) {
        long number = Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "h" -> Duration.ofHours(number).toSeconds();
            case "m" -> Duration.ofMinutes(number).toSeconds();
            default -> number;
        };
    }
}
