package dev.palisade.verify.cluster;

import dev.palisade.local.Json;
import dev.palisade.local.PlatformException;
import dev.palisade.local.process.GoTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code kubectl}, which sees of this machine only the cluster of its own folder. */
final class Kubectl {

    private static final GoTool PROGRAM =
            new GoTool("kubectl", "kubectl", "https://kubernetes.io", "tools/kube", "k8s.io/kubernetes/cmd/kubectl");

    private final Path program;
    private final Path folder;

    /**
     * @param repo the repository with {@code tools/kube}
     * @param folder where its {@link #configuration} is and where it may write
     */
    Kubectl(Path repo, Path folder) {
        this.program = PROGRAM.find(repo, System.err::println);
        this.folder = folder;
    }

    Path program() {
        return program;
    }

    /** Whether there is one, or something to build it with. */
    static boolean isAvailable() {
        return PROGRAM.isAvailable();
    }

    /** The file that names the cluster and the user; without it only what needs no cluster can be done. */
    Path configuration() {
        return folder.resolve("kubeconfig");
    }

    /** The objects that a folder with a {@code kustomization.yaml} stands for, as text. */
    String render(Path kustomization) {
        return run("", "kustomize", kustomization.toString()).orThrow().output();
    }

    /** Applies objects on the server's side; everything in them has to be known to it. */
    Answer apply(List<Manifest> objects, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("apply", "--server-side", "--validate=strict", "--filename=-"));
        arguments.addAll(List.of(options));
        // As documents, since the fields of a list are checked by kubectl and not by the server.
        String documents =
                objects.stream().map(each -> "---\n" + Json.write(each.tree())).collect(Collectors.joining("\n"));
        return run(documents, arguments.toArray(String[]::new));
    }

    /**
     * Runs it.
     *
     * @param input what it reads
     * @param arguments what it is to do
     */
    Answer run(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path errors = folder.resolve("errors");
        Path in = folder.resolve("input");
        try {
            Files.writeString(in, input);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectInput(in.toFile()).redirectError(errors.toFile());
            builder.environment().clear();
            builder.environment()
                    .putAll(Map.of(
                            "KUBECONFIG", configuration().toString(),
                            "HOME", folder.toString()));
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor() == 0, output, Files.readString(errors));
        } catch (IOException e) {
            throw new UncheckedIOException("kubectl cannot be run.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while kubectl was running.", e);
        }
    }

    /**
     * What became of it.
     *
     * @param done whether all of it was done
     * @param output what was asked for
     * @param errors why not
     */
    record Answer(boolean done, String output, String errors) {

        /** The same when it was done. */
        Answer orThrow() {
            if (!done) {
                throw new PlatformException("kubectl: " + errors);
            }
            return this;
        }
    }
}
