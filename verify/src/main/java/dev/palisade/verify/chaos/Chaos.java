package dev.palisade.verify.chaos;

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
import java.sql.SQLException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The command that buys while processes are killed. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a platform of its own, lets twenty people buy while its processes are killed and the connections between",
            "them cut and slowed, and then compares all the books. Ends with 1 when something was lost or doubled."
        })
public final class Chaos implements Subcommand {

    private static final String NAME = "chaos";
    private static final int PORTS = 900;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Option(names = "--checkouts", paramLabel = "N", description = "How many purchases (${DEFAULT-VALUE}).")
    private int checkouts = 1_000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Chooses what is killed and cut, and what is bought: the same for the same seed (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--json", description = "One JSON object and nothing else.")
    private boolean json;

    /** For the service loader. */
    public Chaos() {}

    @Override
    public Integer call() throws SQLException, IOException, InterruptedException {
        if (checkouts < 1 || checkouts > 100_000) {
            throw new PlatformException("The number of checkouts must be between 1 and 100000, not " + checkouts + ".");
        }
        Platform platform = parent.beside(NAME, PORTS);
        Progress progress = json ? Progress.SILENT : new Terminal(System.err);
        platform.down();
        PrivateFiles.delete(platform.home().path()); // what an earlier storm has left is no part of this one's books
        try {
            platform.up(new UpOptions(false, Duration.ofHours(24), false), progress);
            ChaosReport report = new Storm(platform, progress).over(checkouts, seed);
            System.out.println(json ? Json.write(report) : text(report));
            return report.violations() == 0 && report.bought() > 0 ? 0 : 1;
        } finally {
            platform.down();
        }
    }

    private static String text(ChaosReport report) {
        StringBuilder text = new StringBuilder("""
                checkouts   %d (%d bought, %d refused, %d left to the shop)
                kills       %d
                cuts        %d
                seconds     %d
                violations  %d (seed %d)""".formatted(
                        report.checkouts(),
                        report.bought(),
                        report.refused(),
                        report.left(),
                        report.kills(),
                        report.cuts(),
                        report.seconds(),
                        report.violations(),
                        report.seed()));
        report.lines().forEach(line -> text.append("\n  ").append(line));
        return text.toString();
    }
}
