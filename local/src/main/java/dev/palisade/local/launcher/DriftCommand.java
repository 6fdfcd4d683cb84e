package dev.palisade.local.launcher;

import dev.palisade.local.Json;
import dev.palisade.local.PlatformException;
import dev.palisade.local.drift.ClusterDrift;
import dev.palisade.local.drift.Drift;
import dev.palisade.local.process.KubectlProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "drift",
        mixinStandardHelpOptions = true,
        description = {
            "Compares what runs with the repository: programs, configuration, settings, certificates, database schemas,",
            "contracts and routes; or a cluster with an overlay of k8s/. Ends with 1 when something differs."
        })
final class DriftCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Option(names = "--json", description = "One JSON object and nothing else.")
    private boolean json;

    @Option(
            names = "--cluster",
            paramLabel = "OVERLAY",
            description = "The cluster of kubectl's current context, with k8s/overlays/OVERLAY.")
    private @Nullable String overlay;

    @Override
    public Integer call() {
        Drift drift = overlay == null ? parent.platform().drift() : cluster(overlay);
        System.out.print(json ? Json.write(drift) + "\n" : text(drift));
        return drift.differences().isEmpty() ? 0 : 1;
    }

    private Drift cluster(String name) {
        Path folder = Palisade.repo().resolve("k8s/overlays").resolve(name);
        if (!Files.isDirectory(folder)) {
            throw new PlatformException("There is no overlay " + folder + ".");
        }
        return new ClusterDrift(KubectlProgram.installed()).drift(folder);
    }

    private static String text(Drift drift) {
        StringBuilder text = new StringBuilder();
        drift.differences()
                .forEach(difference -> text.append("%-16s %-14s the repository says %s, what runs is %s%n"
                        .formatted(difference.part(), difference.what(), difference.declared(), difference.running())));
        return text.append("%d things compared, %d differ%n"
                        .formatted(drift.compared(), drift.differences().size()))
                .toString();
    }
}
