package dev.palisade.verify.landscape;

import dev.palisade.local.PlatformException;
import dev.palisade.local.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * Somebody whose work runs here.
 *
 * @param name who
 * @param what what of it
 * @param versions the libraries of the built programs and the images of the compose file that are theirs
 */
public record Supplier(String name, String what, List<String> versions) {

    /** Who supplies what nobody is known for. */
    public static final String UNKNOWN = "unknown";

    private static final List<String> PROGRAMS =
            List.of("gateway", "auth-server", "catalog-service", "cart-service", "payment-service", "payment-sandbox");
    private static final String LIBRARIES = "BOOT-INF/lib/";
    private static final String OWN = "palisade-";
    private static final Pattern DEFAULT = Pattern.compile("\\$\\{\\w+:-([^}]+)}");

    public Supplier {
        versions = List.copyOf(versions);
    }

    /** Every supplier, by what was built and what the compose file names. */
    static List<Supplier> of(Path repository) {
        return of(libraries(repository), images(repository));
    }

    static List<Supplier> of(Iterable<String> libraries, Iterable<String> images) {
        Map<String, String> patterns = new LinkedHashMap<>();
        Map<String, String> what = new LinkedHashMap<>();
        Map<String, List<String>> versions = new LinkedHashMap<>();
        Resources.map("/report/suppliers.yaml").forEach((name, about) -> {
            Map<?, ?> fields = (Map<?, ?>) about;
            patterns.put(String.valueOf(name), String.valueOf(fields.get("artefacts")));
            what.put(String.valueOf(name), String.valueOf(fields.get("what")));
        });
        for (Iterable<String> artefacts : List.of(libraries, images)) {
            for (String artefact : artefacts) {
                String name = patterns.entrySet().stream()
                        .filter(pattern -> artefact.matches(pattern.getValue()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(UNKNOWN);
                versions.computeIfAbsent(name, key -> new ArrayList<>()).add(artefact);
            }
        }
        return versions.entrySet().stream()
                .map(supplier -> new Supplier(
                        supplier.getKey(),
                        what.getOrDefault(supplier.getKey(), "nobody has said what this is"),
                        supplier.getValue()))
                .toList();
    }

    /** The files of all libraries that the built programs hold, without our own. */
    static TreeSet<String> libraries(Path repository) {
        TreeSet<String> names = new TreeSet<>();
        for (String program : PROGRAMS) {
            Path jar = repository.resolve(program).resolve("target").resolve(program + ".jar");
            if (!Files.exists(jar)) {
                continue;
            }
            try (JarFile file = new JarFile(jar.toFile())) {
                file.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                        .map(name -> name.substring(LIBRARIES.length()))
                        .filter(name -> !name.startsWith(OWN))
                        .forEach(names::add);
            } catch (IOException e) {
                throw new PlatformException("Cannot read " + jar + ".", e);
            }
        }
        return names;
    }

    /** The images of others that the compose file names. */
    static TreeSet<String> images(Path repository) {
        TreeSet<String> images = new TreeSet<>();
        YamlTree.below(YamlTree.map(repository.resolve("docker-compose.yml")), "services")
                .values()
                .forEach(service -> {
                    String image = DEFAULT.matcher(String.valueOf(((Map<?, ?>) service).get("image")))
                            .replaceAll("$1");
                    if (!image.startsWith("palisade/")) {
                        images.add(image);
                    }
                });
        return images;
    }
}
