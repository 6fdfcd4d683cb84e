package dev.palisade.verify.cluster;

import dev.palisade.local.process.FreePort;
import dev.palisade.local.process.GoTool;
import java.io.IOException;
import java.nio.file.Path;

/** Argo Rollouts in a cluster, as somebody who uses {@code k8s/components/canary} has installed it. */
final class Rollouts {

    private static final String FOLDER = "tools/argo-rollouts";

    /** Where the controller and its custom resources come from. */
    static final GoModule MODULE = new GoModule(FOLDER, "github.com/argoproj/argo-rollouts");

    private static final GoTool CONTROLLER = new GoTool(
            "rollouts-controller",
            "Argo Rollouts",
            "https://argoproj.github.io/rollouts",
            FOLDER,
            MODULE.module() + "/cmd/rollouts-controller");

    private Rollouts() {}

    static boolean isAvailable() {
        return CONTROLLER.isAvailable();
    }

    /** Starts the controller, in a cluster that knows its {@link CustomResources}. */
    static void start(ControlPlane controlPlane, Path repo) throws IOException {
        controlPlane.run(
                CONTROLLER.find(repo, System.err::println),
                "--kubeconfig=" + controlPlane.kubectl().configuration(),
                "--leader-elect=false",
                "--metricsPort=" + FreePort.find(),
                "--healthzPort=" + FreePort.find());
    }
}
