package dev.palisade.local.launcher;

import dev.palisade.local.Home;
import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.files.PrivateFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line; the shell script {@code palisade} finds a JDK, builds what changed, and comes here. */
@Command(
        name = "palisade",
        description = "Runs the platform on this machine, without Docker.",
        mixinStandardHelpOptions = true,
        version = "Palisade 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Up.class,
            Down.class,
            StatusCommand.class,
            TokenCommand.class,
            LogsCommand.class,
            Doctor.class,
            ContractsCommand.class,
            DriftCommand.class,
            EventsCommand.class,
            TestCommand.class,
            BenchCommand.class
        })
public final class Palisade implements Runnable {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where everything of this machine is kept (PALISADE_HOME; .palisade in the repository).")
    private @Nullable Path home;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            scope = ScopeType.INHERIT,
            description = "Added to every port (PALISADE_PORT_OFFSET; as at the last start, or 0).")
    private @Nullable Integer portOffset;

    Palisade() {}

    /** Runs one command and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs one command, and says how it ended. */
    public static int execute(String... arguments) {
        CommandLine commands = new CommandLine(new Palisade());
        ServiceLoader.load(Subcommand.class).forEach(commands::addSubcommand);
        return commands.setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    if (!(e instanceof PlatformException || e instanceof IllegalStateException)) {
                        throw e;
                    }
                    commandLine.getErr().println(e.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /** The platform of the home and the ports that were given. */
    public Platform platform() {
        Path folder = homeDirectory();
        return Platform.open(folder, repo(), portOffset(new Home(folder)));
    }

    /** A platform of its own beside the usual one. */
    public Platform beside(String name, int ports) {
        Path folder = homeDirectory();
        return Platform.open(folder.resolve(name), repo(), checked(portOffset(new Home(folder)) + ports));
    }

    private Path homeDirectory() {
        if (home != null) {
            return home;
        }
        String variable = System.getenv("PALISADE_HOME");
        return variable == null || variable.isEmpty() ? repo().resolve(".palisade") : Path.of(variable);
    }

    private int portOffset(Home folder) {
        Integer given = portOffset;
        if (given != null) {
            return checked(given);
        }
        try {
            // What runs decides, so that status and down need not be told again.
            Path running = folder.portOffset();
            if (Files.exists(running)) {
                return checked(Integer.parseInt(PrivateFiles.read(running)));
            }
            String variable = System.getenv("PALISADE_PORT_OFFSET");
            return variable == null || variable.isEmpty() ? 0 : checked(Integer.parseInt(variable));
        } catch (NumberFormatException e) {
            throw new PlatformException("The port offset is not a number: " + e.getMessage(), e);
        }
    }

    private static int checked(int offset) {
        if (offset < 0 || offset > 50_000) {
            throw new PlatformException("The port offset must be between 0 and 50000, not " + offset + ".");
        }
        return offset;
    }

    /** The repository that the script {@code palisade} stands in. */
    public static Path repo() {
        return Path.of(System.getProperty("palisade.repo", "")).toAbsolutePath();
    }
}
