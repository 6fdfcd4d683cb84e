package dev.palisade.verify.fuzz;

import dev.palisade.local.Json;
import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import dev.palisade.local.UpOptions;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.launcher.Palisade;
import dev.palisade.local.launcher.Subcommand;
import dev.palisade.local.launcher.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The command that sends what the contracts allow, almost allow and do not allow. */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a platform of its own and sends it requests that are made up from the contracts: valid ones, ones that are a",
            "little wrong, and wild ones. Ends with 1 when an answer was a 5xx, or none that the contract has."
        })
public final class Fuzz implements Subcommand {

    private static final String NAME = "fuzz";
    private static final int PORTS = 800;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Option(names = "--requests", paramLabel = "N", description = "How many requests (${DEFAULT-VALUE}).")
    private int requests = 20_000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Makes up the requests: the same for the same seed (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--json", description = "One JSON object and nothing else.")
    private boolean json;

    /** For the service loader. */
    public Fuzz() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (requests < 1 || requests > 10_000_000) {
            throw new PlatformException("The number of requests must be between 1 and 10000000, not " + requests + ".");
        }
        Platform platform = parent.beside(NAME, PORTS);
        Progress progress = json ? Progress.SILENT : new Terminal(System.err);
        platform.down();
        PrivateFiles.delete(platform.home().path()); // the same requests shall meet the same shop
        try {
            platform.up(new UpOptions(false, Duration.ofHours(24), false), progress);
            FuzzReport report = new Barrage(platform, Palisade.repo(), progress).of(requests, seed);
            System.out.println(json ? Json.write(report) : text(report));
            return report.violations() == 0 ? 0 : 1;
        } finally {
            platform.down();
        }
    }

    private static String text(FuzzReport report) {
        StringBuilder text = new StringBuilder("""
                operations  %d
                requests    %d (%s)
                answers     %s
                seconds     %d
                violations  %d (seed %d)""".formatted(
                        report.operations(),
                        report.requests(),
                        counts(report.kinds()),
                        counts(report.answers()),
                        report.seconds(),
                        report.violations(),
                        report.seed()));
        report.lines().forEach(line -> text.append("\n  ").append(line));
        return text.toString();
    }

    private static String counts(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", "));
    }
}
