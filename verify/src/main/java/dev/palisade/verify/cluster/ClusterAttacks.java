package dev.palisade.verify.cluster;

import dev.palisade.local.Json;
import dev.palisade.local.PlatformException;
import dev.palisade.local.YamlTree;
import dev.palisade.local.drift.ClusterDrift;
import dev.palisade.local.drift.Drift;
import dev.palisade.local.process.KubectlProgram;
import dev.palisade.local.process.KubectlProgram.Answer;
import dev.palisade.verify.kit.Verdict;
import dev.palisade.verify.kit.Verdict.Result;
import dev.palisade.verify.network.Paths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Attacks the cluster of kubectl's current context, in which an overlay of {@code k8s/} was applied: its API server is asked
 * for what it has to refuse. What it would accept is a dry run. Each bad pod is one of the gateway's with one thing changed;
 * that the gateway's own is accepted shows that it was that one thing. Only who reaches whom is asked from inside: by pods
 * that are there for some seconds.
 */
public final class ClusterAttacks {

    private static final String NAMESPACE = "palisade";
    private static final List<List<String>> RIGHTS = List.of(
            List.of("get", "secrets"),
            List.of("create", "pods"),
            List.of("create", "pods", "--subresource=exec"),
            List.of("create", "serviceaccounts", "--subresource=token"),
            List.of("update", "configmaps"),
            List.of("bind", "clusterroles"));

    private final KubectlProgram kubectl;
    private final List<Verdict> verdicts = new ArrayList<>();

    private ClusterAttacks(KubectlProgram kubectl) {
        this.kubectl = kubectl;
    }

    /**
     * Attacks it.
     *
     * @param overlay the folder that was applied
     * @param declared who may reach whom; empty when no pods are to be made to try it
     * @throws PlatformException when no cluster answers, or the platform is not in it
     */
    public static List<Verdict> attack(KubectlProgram kubectl, Path overlay, Optional<Paths> declared) {
        ClusterAttacks attacks = new ClusterAttacks(kubectl);
        attacks.pods();
        attacks.rights();
        attacks.secrets();
        attacks.network();
        attacks.reach(declared);
        attacks.drift(overlay);
        return List.copyOf(attacks.verdicts);
    }

    private void pods() {
        Map<?, ?> gateway = kubectl.object("get", "deployment", "gateway", "--namespace=" + NAMESPACE);
        Answer own = dryRun(pod(gateway, spec -> {}));
        String sound = own.done() ? "" : "the gateway's own pod is refused: " + firstLine(own.errors());
        pod(
                "a pod that runs as root",
                sound,
                gateway,
                spec -> below(spec, "securityContext").put("runAsUser", 0));
        pod(
                "a pod without a seccomp profile",
                sound,
                gateway,
                spec -> below(spec, "securityContext").remove("seccompProfile"));
        pod(
                "a pod with a folder of the node",
                sound,
                gateway,
                spec -> volumes(spec).add(Map.of("name", "node", "hostPath", Map.of("path", "/"))));
        pod(
                "a pod with a token for the Kubernetes API",
                sound,
                gateway,
                spec -> spec.put("automountServiceAccountToken", true));
        pod(
                "a root file system that can be written",
                sound,
                gateway,
                spec -> below(container(spec), "securityContext").put("readOnlyRootFilesystem", false));
        pod(
                "a container without a limit of its memory",
                sound,
                gateway,
                spec -> below(container(spec), "resources").remove("limits"));
        pod(
                "an image by the tag latest",
                sound,
                gateway,
                spec -> container(spec)
                        .put(
                                "image",
                                String.valueOf(container(spec).get("image")).replaceFirst("[:@][^/]*$", "")
                                        + ":latest"));
        pod(
                "an image of somebody else",
                sound,
                gateway,
                spec -> container(spec).put("image", "registry.example/evil/gateway@sha256:" + "0".repeat(64)));
    }

    private void pod(String attack, String unsound, Map<?, ?> workload, Consumer<Map<String, Object>> change) {
        if (!unsound.isEmpty()) {
            add(attack, Result.NOT_MADE, unsound, "");
            return;
        }
        Answer answer = dryRun(pod(workload, change));
        boolean refused = answer.errors().contains("violates PodSecurity")
                || answer.errors().contains("ValidatingAdmissionPolicy 'palisade-");
        if (answer.done()) {
            add(attack, Result.OPEN, "accepted", "Apply k8s/components/admission, and the labels of the namespaces.");
        } else {
            add(attack, refused ? Result.HELD : Result.NOT_MADE, firstLine(answer.errors()), "");
        }
    }

    private void rights() {
        for (String namespace : namespaces()) {
            for (Map<?, ?> each : kubectl.items("get", "serviceaccounts", "--namespace=" + namespace)) {
                String account = name(each);
                List<String> granted = RIGHTS.stream()
                        .filter(right -> may(namespace, account, right))
                        .map(right -> String.join(" ", right))
                        .toList();
                add(
                        "rights of " + namespace + "/" + account + " at the Kubernetes API",
                        granted.isEmpty() ? Result.HELD : Result.OPEN,
                        granted.isEmpty() ? "none of those asked for" : String.join(", ", granted),
                        "Remove the role that gives them.");
            }
        }
    }

    private boolean may(String namespace, String account, List<String> right) {
        List<String> arguments = new ArrayList<>(List.of("auth", "can-i"));
        arguments.addAll(right);
        arguments.add("--namespace=" + namespace);
        arguments.add("--as=system:serviceaccount:" + namespace + ":" + account);
        String answer =
                kubectl.run("", arguments.toArray(String[]::new)).output().strip();
        if (!answer.startsWith("yes") && !answer.startsWith("no")) {
            throw new PlatformException("kubectl does not say whether " + account + " may " + right + ".");
        }
        return answer.startsWith("yes");
    }

    private void secrets() {
        for (String namespace : namespaces()) {
            List<String> names = kubectl.items("get", "secrets", "--namespace=" + namespace).stream()
                    .map(ClusterAttacks::name)
                    .toList();
            add(
                    "Secrets in " + namespace,
                    names.isEmpty() ? Result.HELD : Result.OPEN,
                    names.isEmpty() ? "there is none" : String.join(", ", names),
                    "Put what they hold into Vault, and remove them.");
        }
    }

    private void network() {
        for (String namespace : namespaces()) {
            boolean closed = kubectl.items("get", "networkpolicies", "--namespace=" + namespace).stream()
                    .map(each -> YamlTree.below(each, "spec"))
                    .anyMatch(spec -> YamlTree.below(spec, "podSelector").isEmpty()
                            && spec.get("policyTypes") instanceof List<?> types
                            && types.containsAll(List.of("Ingress", "Egress"))
                            && !spec.containsKey("ingress")
                            && !spec.containsKey("egress"));
            add(
                    "what no policy opens in " + namespace,
                    closed ? Result.HELD : Result.OPEN,
                    closed ? "is closed in both directions" : "there is no policy that closes it in both directions",
                    "Apply k8s/base/network.");
        }
    }

    private void reach(Optional<Paths> paths) {
        String attack = "every pod to every other";
        if (paths.isEmpty()) {
            add(attack, Result.NOT_MADE, "needs pods that ask, for some seconds: --probe", "");
            return;
        }
        ClusterReach cluster = new ClusterReach(kubectl);
        Set<String> declared = cluster.declared(paths.get());
        Set<String> reached = cluster.reached();
        Set<String> open = new TreeSet<>(reached);
        open.removeAll(declared);
        Set<String> closed = new TreeSet<>(declared);
        closed.removeAll(reached);
        if (!open.isEmpty()) {
            add(
                    attack,
                    Result.OPEN,
                    open.size() + " that nobody declared, as "
                            + open.stream().limit(3).collect(Collectors.joining(", ")),
                    "Does the cluster's network enforce NetworkPolicies? Not every one does.");
        } else if (!closed.isEmpty()) {
            add(attack, Result.NOT_MADE, "declared, and not reached either: " + String.join(", ", closed), "");
        } else {
            add(
                    attack,
                    Result.HELD,
                    reached.size() + " paths, those that are declared, to " + cluster.ports() + " ports",
                    "");
        }
    }

    private void drift(Path overlay) {
        Drift drift = new ClusterDrift(kubectl).drift(overlay);
        String differing = drift.differences().stream()
                .map(Drift.Difference::what)
                .limit(5)
                .collect(Collectors.joining(", "));
        add(
                "a change by hand",
                differing.isEmpty() ? Result.HELD : Result.OPEN,
                differing.isEmpty() ? drift.compared() + " objects are as the overlay says" : differing,
                "./palisade drift --cluster says how they differ; apply the overlay again.");
    }

    private void add(String attack, Result result, String seen, String remedy) {
        verdicts.add(new Verdict(attack, result, seen, remedy));
    }

    private List<String> namespaces() {
        return kubectl.items("get", "namespaces", "--selector=app.kubernetes.io/part-of=palisade").stream()
                .map(ClusterAttacks::name)
                .toList();
    }

    private Answer dryRun(Map<String, Object> pod) {
        return kubectl.run(Json.write(pod), "create", "--dry-run=server", "--filename=-");
    }

    /** A pod as the workload makes it, changed. */
    @SuppressWarnings("unchecked") // the keys of a JSON object are texts
    private static Map<String, Object> pod(Map<?, ?> workload, Consumer<Map<String, Object>> change) {
        Map<String, Object> template = (Map<String, Object>)
                Json.read(Json.write(YamlTree.below(YamlTree.below(workload, "spec"), "template")), Map.class);
        Map<String, Object> metadata = below(template, "metadata");
        metadata.put("name", "attack");
        metadata.put("namespace", NAMESPACE);
        change.accept(below(template, "spec"));
        template.put("apiVersion", "v1");
        template.put("kind", "Pod");
        return template;
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are texts
    private static Map<String, Object> below(Map<String, Object> map, String key) {
        return (Map<String, Object>) Objects.requireNonNull(map.get(key));
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are texts
    private static Map<String, Object> container(Map<String, Object> spec) {
        return (Map<String, Object>) ((List<?>) Objects.requireNonNull(spec.get("containers"))).getFirst();
    }

    @SuppressWarnings("unchecked")
    private static List<Object> volumes(Map<String, Object> spec) {
        return (List<Object>) Objects.requireNonNull(spec.get("volumes"));
    }

    private static String name(Map<?, ?> object) {
        return String.valueOf(YamlTree.below(object, "metadata").get("name"));
    }

    private static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("");
    }
}
