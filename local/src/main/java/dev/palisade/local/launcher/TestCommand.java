package dev.palisade.local.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = "Runs mvn verify, passing on what follows, and counts the tests. --json prints only the counts.")
final class TestCommand implements Callable<Integer> {

    @Unmatched
    private final List<String> forMaven = new ArrayList<>();

    /** Here for the help only: the script runs the tests itself, for they build this class too. */
    @Override
    public Integer call() {
        System.err.println("Run the script ./palisade test " + String.join(" ", forMaven));
        return 2;
    }
}
