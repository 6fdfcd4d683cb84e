package dev.palisade.local.launcher;

import dev.palisade.local.Json;
import dev.palisade.local.drift.Drift;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "drift",
        mixinStandardHelpOptions = true,
        description = {
            "Compares what runs with the repository: programs, configuration, settings, certificates, database schemas,",
            "contracts and routes. Ends with 1 when something differs."
        })
final class DriftCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Option(names = "--json", description = "One JSON object and nothing else.")
    private boolean json;

    @Override
    public Integer call() {
        Drift drift = parent.platform().drift();
        System.out.print(json ? Json.write(drift) + "\n" : text(drift));
        return drift.differences().isEmpty() ? 0 : 1;
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
