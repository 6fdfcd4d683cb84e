package dev.palisade.verify.proof;

import dev.palisade.local.PlatformException;
import dev.palisade.local.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code cedar symcc} and its solver, which answer for all requests of a kind at once. */
final class Prover {

    /** The version that {@code tools/cedar} builds. */
    private static final String CEDAR = "cedar-4.14.1";

    private static final int PATIENCE_SECONDS = 60;

    private final Path cedar;
    private final Path solver;
    private final Path folder;
    private final Path schema;

    private Prover(Path cedar, Path solver, Path folder, String schema) {
        this.cedar = cedar;
        this.solver = solver;
        this.folder = folder;
        this.schema = file("schema.cedarschema", schema);
    }

    /** One for this schema, which writes what it asks into this folder. */
    static Prover of(String schema, Path folder) {
        if (whyNot() != null) {
            throw new PlatformException(whyNot());
        }
        return new Prover(cedar().orElseThrow(), Programs.onPath("cvc5").orElseThrow(), folder, schema);
    }

    /** Why nothing can be proved here; null when it can. */
    static @Nullable String whyNot() {
        if (cedar().isEmpty()) {
            return "There is no cedar with its symbolic analysis: tools/cedar/build makes it where cargo is installed.";
        }
        if (Programs.onPath("cvc5").isEmpty()) {
            return "There is no solver: install cvc5.";
        }
        return null;
    }

    private static Optional<Path> cedar() {
        Path built = Programs.cache().resolve(CEDAR).resolve("bin").resolve("cedar");
        return Files.isExecutable(built) ? Optional.of(built) : Optional.empty();
    }

    /** A request of this kind that the one permits and the other does not; none when there cannot be any. */
    Optional<String> moreThan(String policies, String most, Signature kind) {
        return counterexample(
                kind,
                "implies",
                "--policies1",
                file("policies.cedar", policies).toString(),
                "--policies2",
                file("most.cedar", most).toString());
    }

    /** A request of this kind for which a policy cannot be decided; none when there cannot be any. */
    Optional<String> error(Policy policy, Signature kind) {
        return counterexample(
                kind,
                "never-errors",
                "--policies",
                file("policy.cedar", policy.text()).toString());
    }

    /** Whether a policy says something of any request of this kind. */
    boolean matches(Policy policy, Signature kind) {
        return counterexample(
                        kind,
                        "never-matches",
                        "--policies",
                        file("policy.cedar", policy.text()).toString())
                .isPresent();
    }

    private Optional<String> counterexample(Signature kind, String... question) {
        List<String> command = new ArrayList<>(List.of(
                cedar.toString(),
                "symcc",
                "--cvc5-path",
                solver.toString(),
                "--principal-type",
                "Palisade::" + kind.principal(),
                "--action",
                "Palisade::Action::\"" + kind.action() + "\"",
                "--resource-type",
                "Palisade::" + kind.resource(),
                "--schema",
                schema.toString()));
        command.addAll(List.of(question));
        String answer = run(command);
        if (answer.contains(": VERIFIED")) {
            return Optional.empty();
        }
        if (!answer.contains(": DOES NOT HOLD")) {
            throw new PlatformException("Cedar could not say for " + kind + ":\n" + answer);
        }
        return Optional.of(answer.lines()
                .filter(line -> line.startsWith("principal: ") || line.startsWith("context: "))
                .collect(Collectors.joining(", ")));
    }

    private String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("answer").toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new PlatformException("Cedar did not answer in " + PATIENCE_SECONDS + " s: " + command);
            }
            return Files.readString(folder.resolve("answer"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The proofs were interrupted.", e);
        }
    }

    private Path file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
