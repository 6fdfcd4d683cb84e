package dev.palisade.local.vault;

import dev.palisade.local.YamlTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code docker/vault/} declares, with its braces filled in.
 *
 * @param services the services and their databases
 * @param mounts secrets engines by path
 * @param auth authentication methods by path
 * @param policies policies by name
 * @param resources everything else by path, in the order of the file
 */
record Declarations(
        Map<String, String> services,
        Map<String, Map<String, Object>> mounts,
        Map<String, Map<String, Object>> auth,
        Map<String, String> policies,
        Map<String, Map<String, Object>> resources) {

    private static final String FILE = "declarations.yml";

    /** One brace on each side; Vault's own placeholders have two. */
    private static final Pattern PLACEHOLDER = Pattern.compile("(?<!\\{)\\{([a-z-]+)}(?!})");

    /** Reads the folder, and of its ways to log in the one. */
    static Declarations read(Path folder, Logins logins, Map<String, String> given) {
        Map<String, String> values = new TreeMap<>(given);
        values.putAll(logins.values());
        Map<String, String> services = services(folder);
        Map<String, Map<String, Object>> mounts = new LinkedHashMap<>();
        Map<String, Map<String, Object>> auth = new LinkedHashMap<>();
        Map<String, Map<String, Object>> resources = new LinkedHashMap<>();
        for (String name : List.of(FILE, logins.file())) {
            Map<String, Object> file = YamlTree.map(folder.resolve(name));
            section(file, "mounts").forEach((path, body) -> mounts.put(path, filled(body, values)));
            section(file, "auth").forEach((path, body) -> auth.put(path, filled(body, values)));
            section(file, "once").forEach((path, body) -> resources.put(path, filled(body, values)));
            services.forEach((service, database) -> {
                Map<String, String> own = new TreeMap<>(values);
                own.put("service", service);
                own.put("database", database);
                section(file, "for-each-service")
                        .forEach((path, body) -> resources.put(fill(path, own), filled(body, own)));
            });
        }
        return new Declarations(services, mounts, auth, policies(folder.resolve("policies")), resources);
    }

    /** The services and their databases. */
    static Map<String, String> services(Path folder) {
        Map<String, String> services = new LinkedHashMap<>();
        section(YamlTree.map(folder.resolve(FILE)), "services")
                .forEach((service, database) -> services.put(service, String.valueOf(database)));
        return services;
    }

    private static Map<String, String> policies(Path folder) {
        Map<String, String> policies = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".hcl")).toList()) {
                policies.put(file.getFileName().toString().replace(".hcl", ""), Files.readString(file));
            }
            return policies;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the policies in " + folder + ".", e);
        }
    }

    @SuppressWarnings("unchecked") // a YAML object whose keys are texts
    private static Map<String, Object> section(Map<String, Object> file, String name) {
        return file.get(name) instanceof Map<?, ?> section ? (Map<String, Object>) section : Map.of();
    }

    @SuppressWarnings("unchecked") // a YAML object whose keys are texts
    private static Map<String, Object> filled(Object body, Map<String, String> values) {
        return (Map<String, Object>) fill(body, values);
    }

    private static Object fill(Object value, Map<String, String> values) {
        return switch (value) {
            case String text -> fill(text, values);
            case List<?> list -> list.stream().map(item -> fill(item, values)).toList();
            case Map<?, ?> map -> {
                Map<String, Object> filled = new LinkedHashMap<>();
                map.forEach((key, item) -> filled.put(String.valueOf(key), fill(item, values)));
                yield filled;
            }
            default -> value;
        };
    }

    private static String fill(String text, Map<String, String> values) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> {
            String value = values.get(match.group(1));
            if (value == null) {
                throw new VaultException("Nothing is given for " + match.group() + " in \"" + text + "\".");
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
