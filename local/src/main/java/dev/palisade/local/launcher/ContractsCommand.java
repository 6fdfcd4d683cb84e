package dev.palisade.local.launcher;

import dev.palisade.local.Json;
import dev.palisade.local.contract.ContractReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "contracts",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the published contracts with what the running services serve, what the gateway routes and what the",
            "traces show. Ends with 1 when they differ."
        })
final class ContractsCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Option(names = "--json", description = "One JSON object and nothing else.")
    private boolean json;

    @Override
    public Integer call() {
        ContractReport report = parent.platform().contracts();
        System.out.print(json ? Json.write(report) + "\n" : text(report));
        return report.differences().isEmpty() ? 0 : 1;
    }

    private static String text(ContractReport report) {
        StringBuilder text = new StringBuilder("%d operations in the contracts, %d served, %d routes, %s%n"
                .formatted(
                        report.operations(),
                        report.served(),
                        report.routes(),
                        report.observed() == null
                                ? "no traces to look at"
                                : report.observed() + " seen in the traces"));
        report.differences()
                .forEach(difference -> text.append("%-14s %-16s %-44s %s%n"
                        .formatted(
                                difference.kind(),
                                difference.service(),
                                difference.operation(),
                                difference.meaning())));
        if (report.differences().isEmpty()) {
            text.append("They agree.\n");
        }
        return text.toString();
    }
}
