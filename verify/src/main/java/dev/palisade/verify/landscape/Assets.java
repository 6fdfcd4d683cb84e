package dev.palisade.verify.landscape;

import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Status.ServiceStatus;
import dev.palisade.local.drift.ShownCertificate;
import dev.palisade.verify.landscape.Landscape.Asset;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists what is worth protecting: what runs, what it stores, and what lets somebody in. Values of secrets are not read. */
final class Assets {

    /** A heading or a row of the data dictionary. */
    private static final Pattern DICTIONARY =
            Pattern.compile("(?m)^## (\\S+)$|^### (\\S+)$|^\\| `\\w+` \\| (\\w+) \\|");

    private Assets() {}

    static List<Asset> of(Platform platform, Path repository) {
        List<Asset> assets = new ArrayList<>();
        for (ServiceStatus service : platform.status().services()) {
            assets.add(
                    new Asset("process", service.name(), service.url(), service.healthy() ? "runs" : "is not ready"));
        }
        for (ServiceStatus service : platform.status().services()) {
            ShownCertificate.at(URI.create(service.url()), platform.trust())
                    .ifPresent(shown -> assets.add(
                            new Asset("certificate", shown.name(), service.url(), "valid until " + shown.until())));
        }
        keys(platform, assets);
        stores(text(repository.resolve("docs/data-dictionary.md")), assets);
        if (!platform.hasVault()) {
            secrets(platform.home().path().resolve("secrets"), assets);
        }
        return assets;
    }

    private static void keys(Platform platform, List<Asset> assets) {
        String keys = Granted.browser(platform).get("/oauth2/jwks").body();
        for (JsonNode key : JsonMapper.shared().readTree(keys).path("keys")) {
            assets.add(new Asset(
                    "signing key",
                    key.path("kid").asString(),
                    "auth-server",
                    "signs tokens with " + key.path("alg").asString()));
        }
    }

    /** The tables of each service's database, and of how many columns of which class they are. */
    static void stores(String dictionary, List<Asset> assets) {
        Map<String, Map<String, Map<String, Long>>> tables = new TreeMap<>();
        String service = "";
        String table = "";
        Matcher line = DICTIONARY.matcher(dictionary);
        while (line.find()) {
            if (line.group(1) != null) {
                service = line.group(1);
            } else if (line.group(2) != null) {
                table = line.group(2);
            } else {
                tables.computeIfAbsent(service, key -> new TreeMap<>())
                        .computeIfAbsent(table, key -> new TreeMap<>())
                        .merge(line.group(3), 1L, Long::sum);
            }
        }
        tables.forEach((owner, each) -> each.forEach((name, classes) -> assets.add(new Asset(
                "table",
                name,
                "database of " + owner,
                classes.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", "))))));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new PlatformException("Cannot read " + file + ".", e);
        }
    }

    private static void secrets(Path folder, List<Asset> assets) {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            files.filter(Files::isRegularFile)
                    .sorted()
                    .map(folder::relativize)
                    .forEach(file -> assets.add(new Asset(
                            "secret",
                            file.getFileName().toString(),
                            "files of " + file.getParent(),
                            "made for this machine")));
        } catch (IOException e) {
            throw new PlatformException("Cannot read " + folder + ".", e);
        }
    }
}
