package dev.palisade.local.process;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Prometheus and promtool: those on the PATH, or those that were built from {@code tools/prometheus}. */
public final class PrometheusTools {

    private static final GoTool PROMTOOL = tool("promtool");
    private static final GoTool PROMETHEUS = tool("prometheus");

    private PrometheusTools() {}

    /** What tests rules; built first when there is none, which takes some minutes once. */
    public static Path promtool(Path repo, Consumer<String> progress) {
        return PROMTOOL.find(repo, progress);
    }

    /** What evaluates rules; built first when there is none, which takes some minutes once. */
    public static Path prometheus(Path repo, Consumer<String> progress) {
        return PROMETHEUS.find(repo, progress);
    }

    /** Whether the two can be found or built; tests that need them are not run otherwise. */
    public static boolean areAvailable() {
        return PROMTOOL.isAvailable() && PROMETHEUS.isAvailable();
    }

    private static GoTool tool(String program) {
        return new GoTool(
                program,
                "Prometheus",
                "https://prometheus.io",
                "tools/prometheus",
                "github.com/prometheus/prometheus/cmd/" + program,
                "remove_all_sd");
    }
}
