package dev.palisade.verify.cluster;

import dev.palisade.local.Json;
import dev.palisade.local.process.GoTool;
import dev.palisade.local.process.KubectlProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code kubectl}, which sees of this machine only the cluster of its own folder. */
final class Kubectl {

    private static final GoTool PROGRAM = ControlPlane.tool("kubectl");

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

    /** The program in this cluster. */
    KubectlProgram program() {
        return new KubectlProgram(program, Map.of("KUBECONFIG", configuration().toString(), "HOME", folder.toString()));
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
    KubectlProgram.Answer apply(List<Manifest> objects, String... options) {
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
    KubectlProgram.Answer run(String input, String... arguments) {
        return program().run(input, arguments);
    }
}
