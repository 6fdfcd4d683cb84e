package dev.palisade.verify.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.util.List;

/** What makes an API server refuse more than it does by itself. */
final class Policies {

    private Policies() {}

    /** Applies namespaces, and policies with what they are given, and returns when all are in force; nothing else of it. */
    static void enforce(Kubectl kubectl, List<Manifest> objects) {
        List<Manifest> namespaces = Manifest.ofKind(objects, "Namespace");
        if (!namespaces.isEmpty()) {
            kubectl.apply(namespaces).orThrow();
        }
        kubectl.apply(Manifest.only(objects, Policies::isOne)).orThrow();
        kubectl.apply(Manifest.read(Case.FOLDER.resolve("canary.yaml"))).orThrow();
        await().atMost(30, SECONDS)
                .until(() -> !kubectl.run("", "create", "namespace", "canary", "--dry-run=server")
                        .done());
    }

    /** A policy, where it applies, or what it is given. */
    static boolean isOne(Manifest object) {
        return object.kind().startsWith("ValidatingAdmissionPolicy")
                || (object.kind().equals("ConfigMap") && object.name().equals("admission"));
    }
}
