package dev.palisade.verify.cluster;

import dev.palisade.local.process.FreePort;
import dev.palisade.local.process.GoTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Argo Rollouts in a cluster, as somebody who uses {@code k8s/components/canary} has installed it. */
final class Rollouts {

    private static final String FOLDER = "tools/argo-rollouts";
    private static final String MODULE = "github.com/argoproj/argo-rollouts";
    private static final GoTool CONTROLLER = new GoTool(
            "rollouts-controller",
            "Argo Rollouts",
            "https://argoproj.github.io/rollouts",
            FOLDER,
            MODULE + "/cmd/rollouts-controller");

    private Rollouts() {}

    static boolean isAvailable() {
        return CONTROLLER.isAvailable();
    }

    /** Tells the API server what a Rollout is, and starts the controller. */
    static void install(ControlPlane controlPlane, Path repo) throws IOException {
        Path controller = CONTROLLER.find(repo, System.err::println);
        Kubectl kubectl = controlPlane.kubectl();
        Path definitions = new GoModule(FOLDER, MODULE).directory(repo).resolve("manifests/crds");
        List<Manifest> known = Manifest.of(kubectl.render(definitions));
        kubectl.apply(known).orThrow();
        kubectl.run("", "wait", "--for=condition=Established", "--timeout=60s", "customresourcedefinitions", "--all")
                .orThrow();
        controlPlane.run(
                controller,
                "--kubeconfig=" + kubectl.configuration(),
                "--leader-elect=false",
                "--metricsPort=" + FreePort.find(),
                "--healthzPort=" + FreePort.find());
    }
}
