package dev.palisade.verify.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.YamlTree;
import dev.palisade.local.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No overlay sends traces, and one that is to send them does what the page on it says. */
@EnabledIf(
        value = "dev.palisade.verify.cluster.Kubectl#isAvailable",
        disabledReason = "no control plane can be run here")
class TracesTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
    private static final Path FOLDER = Path.of("target", "traces").toAbsolutePath();
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");

    @ParameterizedTest
    @MethodSource("dev.palisade.verify.cluster.ControlPlaneTests#overlays")
    void overlayWhenItStandsInTheRepositoryThenSendsNone(Path overlay) {
        assertThat(enabled(render(overlay))).isEqualTo("false");
    }

    @Test
    void overlayWhenItHasWhatThePageSaysThenServicesSendAndTheCollectorKnowsWhereTo() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(REPO.resolve("k8s/components/observability/README.md")));
        assertThat(example.find()).isTrue();
        PrivateFiles.delete(FOLDER);
        PrivateFiles.write(
                PrivateFiles.directory(FOLDER).resolve("kustomization.yaml"),
                "resources: [" + FOLDER.relativize(REPO.resolve("k8s/overlays/staging")) + "]\n" + example.group(1));

        List<Manifest> objects = render(FOLDER);

        assertThat(enabled(objects)).isEqualTo("true");
        Manifest collector = one(objects, "Deployment", "otel-collector").pod().orElseThrow();
        assertThat(String.valueOf(collector.spec().get("containers")))
                .contains("name=PALISADE_TRACES_URL", "value=http://traces.example:4318");
    }

    private static List<Manifest> render(Path folder) {
        return Manifest.of(new Kubectl(REPO, FOLDER).render(folder));
    }

    private static String enabled(List<Manifest> objects) {
        Map<?, ?> data =
                YamlTree.below(one(objects, "ConfigMap", "installation").tree(), "data");
        return String.valueOf(data.get("PALISADE_TRACING_ENABLED"));
    }

    private static Manifest one(List<Manifest> objects, String kind, String name) {
        return objects.stream()
                .filter(each -> each.kind().equals(kind) && each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
