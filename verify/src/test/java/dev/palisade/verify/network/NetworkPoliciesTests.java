package dev.palisade.verify.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The network policies, and those of a mesh, are those that {@code config-repo} asks for; with {@code -Dpalisade.network.update=true} they are
 * written anew.
 */
class NetworkPoliciesTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();

    @Test
    void filesWhenComparedWithTheCallMatrixThenTheSame() throws IOException {
        Paths paths = Paths.of(REPO);
        Map<String, String> files = new LinkedHashMap<>(new NetworkPolicies(paths).files());
        files.putAll(new MeshPolicies(paths).files());
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = REPO.resolve(file.getKey());
            if (Boolean.getBoolean("palisade.network.update")) {
                Files.writeString(path, file.getValue());
            }
            assertThat(path)
                    .as("run this test with -Dpalisade.network.update=true")
                    .hasContent(file.getValue());
        }
    }
}
