package dev.palisade.local.launcher;

import dev.palisade.local.Json;
import dev.palisade.local.Status;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows what runs and where. Ends with 1 when not every service is ready.")
final class StatusCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Option(names = "--json", description = "One JSON object and nothing else.")
    private boolean json;

    @Override
    public Integer call() {
        Status status = parent.platform().status();
        System.out.print(json ? Json.write(status) + "\n" : Overview.of(status));
        return status.allHealthy() ? 0 : 1;
    }
}
