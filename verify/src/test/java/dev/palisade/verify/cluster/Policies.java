package dev.palisade.verify.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.util.List;

/** What makes an API server refuse more than it does by itself. */
final class Policies {

    private Policies() {}

    /** Applies policies with what they are given, and returns when all of them are in force. */
    static void enforce(Kubectl kubectl, List<Manifest> policies) {
        kubectl.apply(policies).orThrow();
        kubectl.apply(Manifest.read(Case.FOLDER.resolve("canary.yaml"))).orThrow();
        await().atMost(30, SECONDS)
                .until(() -> !kubectl.run("", "create", "namespace", "canary", "--dry-run=server")
                        .done());
    }
}
