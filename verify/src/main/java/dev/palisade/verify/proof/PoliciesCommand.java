package dev.palisade.verify.proof;

import dev.palisade.local.Json;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.launcher.Palisade;
import dev.palisade.local.launcher.Subcommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that proves what has to be true of the policies. */
@Command(
        name = "policies",
        mixinStandardHelpOptions = true,
        description = {
            "Proves what has to be true of the policies, for every request that the schema allows: the properties, that each",
            "policy can be decided, and that nothing is permitted which was not at the last release and is not named. Ends with 1",
            "when something is refuted. Where Cedar's analysis or its solver is missing, it says that it was not run."
        })
public final class PoliciesCommand implements Subcommand {

    @Option(names = "--json", description = "One JSON object and nothing else.")
    private boolean json;

    @Option(
            names = "--against",
            paramLabel = "REV",
            description = "Instead, what the policies grant and take compared with those of a revision, kind by kind.")
    private Optional<String> against = Optional.empty();

    /** For the service loader. */
    public PoliciesCommand() {}

    @Override
    public Integer call() throws IOException {
        Path repository = Palisade.repo();
        String whyNot = Prover.whyNot();
        if (whyNot != null) {
            return print(List.of(Proof.notRun("all", "what has to be true of the policies", whyNot)));
        }
        Path folder = Files.createTempDirectory("palisade-proofs");
        try {
            PolicyFiles files = PolicyFiles.of(repository);
            Proofs proofs = new Proofs(files, Prover.of(files.schema(), folder));
            if (against.isPresent()) {
                return print(proofs.since(PolicyFiles.policiesOf(repository, against.get())));
            }
            return print(proofs.all());
        } finally {
            PrivateFiles.delete(folder);
        }
    }

    private int print(List<Proof> proofs) {
        ProofReport report = ProofReport.of(proofs);
        System.out.println(json ? Json.write(report) : report);
        return report.refuted() == 0 ? 0 : 1;
    }

    private int print(Map<Signature, Proofs.Change> changes) {
        if (json) {
            Map<String, Object> report = new LinkedHashMap<>();
            changes.forEach((kind, change) -> report.put(kind.toString(), change.word()));
            System.out.println(Json.write(report));
            return 0;
        }
        changes.forEach((kind, change) -> {
            System.out.printf("%-18s %s%n", change.word(), kind);
            change.granted().ifPresent(request -> System.out.println("  granted, for instance: " + request));
            change.taken().ifPresent(request -> System.out.println("  taken, for instance: " + request));
        });
        return 0;
    }
}
