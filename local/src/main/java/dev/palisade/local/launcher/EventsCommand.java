package dev.palisade.local.launcher;

import dev.palisade.local.Json;
import dev.palisade.local.events.EventChain;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = {
            "Looks whether the chains of security events are whole: whether an event was changed, taken out, put in or moved,",
            "and whether the end is there that the logs know. Ends with 1 when something is wrong."
        })
final class EventsCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Parameters(
            paramLabel = "FILE",
            description = "Files from elsewhere, without their logs, instead of this platform's.")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "One JSON object and nothing else.")
    private boolean json;

    @Override
    public Integer call() {
        List<EventChain> chains = files.isEmpty()
                ? parent.platform().events()
                : files.stream().map(file -> EventChain.of(file, List.of())).toList();
        System.out.print(json ? Json.write(new Report(chains)) + "\n" : text(chains));
        return chains.stream().allMatch(chain -> chain.findings().isEmpty()) ? 0 : 1;
    }

    private static String text(List<EventChain> chains) {
        StringBuilder text = new StringBuilder();
        for (EventChain chain : chains) {
            text.append("%s: %d events, the last is %s%n".formatted(chain.file(), chain.events(), chain.last()));
            chain.findings().forEach(finding -> text.append("    %d: %s%n".formatted(finding.line(), finding.what())));
        }
        return text.toString();
    }

    /**
     * What is written as JSON.
     *
     * @param chains what was found in each file
     */
    private record Report(List<EventChain> chains) {}
}
