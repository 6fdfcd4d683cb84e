package dev.palisade.local.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops everything. Data, secrets and certificates stay for the next start.")
final class Down implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Option(names = "--compose", description = "What up --compose started.")
    private boolean compose;

    @Override
    public Integer call() {
        if (compose) {
            new Compose(Palisade.repo()).down();
            return 0;
        }
        boolean any = parent.platform().down();
        System.out.println(any ? "Everything is stopped." : "Nothing was running.");
        return 0;
    }
}
