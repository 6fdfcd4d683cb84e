package dev.palisade.local.launcher;

import dev.palisade.local.Check;
import dev.palisade.local.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks for whatever would keep the platform from running. Ends with 1 when it finds something.")
final class Doctor implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Option(names = "--json", description = "One JSON object and nothing else.")
    private boolean json;

    @Override
    public Integer call() {
        List<Check> checks = parent.platform().examine();
        boolean healthy = checks.stream().allMatch(Check::ok);
        if (json) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("healthy", healthy);
            report.put("checks", checks);
            System.out.println(Json.write(report));
        } else {
            checks.forEach(check ->
                    System.out.printf("%-4s %-32s %s%n", check.ok() ? "ok" : "BAD", check.name(), check.detail()));
        }
        return healthy ? 0 : 1;
    }
}
