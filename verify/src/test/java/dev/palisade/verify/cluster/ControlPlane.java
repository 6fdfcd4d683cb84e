package dev.palisade.verify.cluster;

import dev.palisade.local.Json;
import dev.palisade.local.PlatformException;
import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identities;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.files.RandomSecret;
import dev.palisade.local.process.FreePort;
import dev.palisade.local.process.GoTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An empty cluster without nodes: etcd and kube-apiserver on free ports of the loopback address, TLS everywhere, RBAC, no
 * anonymous requests, and the admission plugins that are on in every cluster (Pod Security, ValidatingAdmissionPolicy,
 * ServiceAccount and so on) with NodeRestriction. Its administrator has a token, since our certificates name no group.
 *
 * <p>No controllers run unless they are {@link #control started}: nothing becomes of a Deployment, a namespace cannot be
 * emptied, and nobody makes the ServiceAccount {@code default}, so that a pod is admitted only with an account that the
 * manifests make.
 */
final class ControlPlane implements AutoCloseable {

    private static final GoTool ETCD =
            new GoTool("etcd", "etcd", "https://etcd.io", "tools/kube", "go.etcd.io/etcd/server/v3");
    private static final GoTool API_SERVER = tool("kube-apiserver");
    private static final GoTool CONTROLLERS = tool("kube-controller-manager");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder;
    private final String url;
    private final Kubectl kubectl;
    private final List<Process> processes = new ArrayList<>();

    private ControlPlane(Path folder, String url, Kubectl kubectl) {
        this.folder = folder;
        this.url = url;
        this.kubectl = kubectl;
    }

    /** A program of Kubernetes. */
    static GoTool tool(String program) {
        return new GoTool(program, program, "https://kubernetes.io", "tools/kube", "k8s.io/kubernetes/cmd/" + program);
    }

    /** Whether there is anything to run, or to build it with; tests that need it are not run otherwise. */
    static boolean isAvailable() {
        return ETCD.isAvailable() && API_SERVER.isAvailable() && CONTROLLERS.isAvailable() && Kubectl.isAvailable();
    }

    /**
     * Starts one, and returns when it is ready. It ends, and its folder is removed, by {@link #close} or with this JVM.
     *
     * @param repo the repository with {@code tools/kube}
     */
    static ControlPlane start(Path repo) {
        try {
            Path etcd = ETCD.find(repo, System.err::println);
            Path apiServer = API_SERVER.find(repo, System.err::println);
            Path folder = PrivateFiles.directory(Files.createTempDirectory("palisade-control-plane-"));
            String url = "https://127.0.0.1:" + FreePort.find();
            ControlPlane started = new ControlPlane(folder, url, new Kubectl(repo, folder));
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            started.start(etcd, apiServer);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("The control plane cannot be prepared.", e);
        }
    }

    /** Where the API server answers. */
    String url() {
        return url;
    }

    /** The file with the certificate that it is to be trusted by. */
    Path trusted() {
        return folder.resolve("etcd").resolve(Identity.TRUST_FILE);
    }

    /** The administrator's kubectl. */
    Kubectl kubectl() {
        return kubectl;
    }

    /** Starts the controllers that make ReplicaSets of Deployments, and pods of them; the pods have no node to run on. */
    void control(Path repo) throws IOException {
        run(
                CONTROLLERS.find(repo, System.err::println),
                "--kubeconfig=" + kubectl.configuration(),
                "--controllers=deployment-controller,replicaset-controller",
                "--leader-elect=false",
                "--bind-address=127.0.0.1",
                "--secure-port=0");
    }

    @Override
    public synchronized void close() {
        for (Process process : processes.reversed()) {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
        processes.clear();
        PrivateFiles.delete(folder);
    }

    private void start(Path etcd, Path apiServer) throws IOException {
        CertificateAuthority authority = CertificateAuthority.inMemory("Control plane");
        Identities identities = new Identities(authority, folder, Duration.ofHours(12));
        for (String name : List.of("etcd", "kube-apiserver")) {
            identities.current(name);
        }
        // Each certificate of this file would be a key of tokens: the signer's alone, without who issued it.
        Identity signer = authority.issue("service-accounts", Duration.ofHours(12));
        new Identity(List.of(signer.certificate()), signer.key(), signer.root()).writeTo(folder.resolve("tokens"));
        String token = RandomSecret.password();
        PrivateFiles.write(folder.resolve("users.csv"), token + ",administrator,1,system:masters\n");
        configureKubectl(token);

        String store = "https://127.0.0.1:" + FreePort.find();
        String peer = "https://127.0.0.1:" + FreePort.find();
        run(
                etcd,
                "--data-dir=" + folder.resolve("data"),
                "--listen-client-urls=" + store,
                "--advertise-client-urls=" + store,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--cert-file=" + certificate("etcd"),
                "--key-file=" + key("etcd"),
                "--trusted-ca-file=" + trusted(),
                "--client-cert-auth",
                "--peer-cert-file=" + certificate("etcd"),
                "--peer-key-file=" + key("etcd"),
                "--peer-trusted-ca-file=" + trusted(),
                "--peer-client-cert-auth",
                "--unsafe-no-fsync"); // it need not survive a loss of power
        run(
                apiServer,
                "--bind-address=127.0.0.1",
                "--secure-port=" + URI.create(url).getPort(),
                "--tls-cert-file=" + certificate("kube-apiserver"),
                "--tls-private-key-file=" + key("kube-apiserver"),
                "--etcd-servers=" + store,
                "--etcd-cafile=" + trusted(),
                "--etcd-certfile=" + certificate("kube-apiserver"),
                "--etcd-keyfile=" + key("kube-apiserver"),
                "--anonymous-auth=false",
                "--token-auth-file=" + folder.resolve("users.csv"),
                "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction",
                "--allow-privileged", // else this flag would refuse what Pod Security is to refuse
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + certificate("tokens"),
                "--service-account-signing-key-file=" + key("tokens"),
                "--service-cluster-ip-range=10.96.0.0/16",
                "--advertise-address=127.0.0.1",
                "--endpoint-reconciler-type=none", // nobody reaches it from a pod
                "--profiling=false");
        awaitReady(token);
    }

    /** Runs another part of the cluster until this ends. */
    void run(Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().clear(); // etcd takes options from there too
        synchronized (this) {
            processes.add(builder.start());
        }
    }

    private void awaitReady(String token) throws IOException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create(url + "/readyz"))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(5))
                .build();
        Instant end = Instant.now().plus(PATIENCE);
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(Identity.trustOnly(trusted()))
                .build()) {
            while (!answers(client, ready)) {
                if (Instant.now().isAfter(end) || !processes.stream().allMatch(Process::isAlive)) {
                    List<String> lines = Files.readAllLines(log());
                    close();
                    throw new PlatformException("The control plane does not start:\n"
                            + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
                }
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while the control plane was starting.", e);
        }
    }

    private static boolean answers(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private void configureKubectl(String token) {
        PrivateFiles.write(
                kubectl.configuration(),
                Json.write(Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Config",
                        "clusters",
                        List.of(named(
                                "cluster",
                                Map.of(
                                        "server",
                                        url,
                                        "certificate-authority",
                                        trusted().toString()))),
                        "users",
                        List.of(named("user", Map.of("token", token))),
                        "contexts",
                        List.of(named("context", Map.of("cluster", "it", "user", "it"))),
                        "current-context",
                        "it")));
    }

    private static Map<String, Object> named(String kind, Map<String, String> what) {
        return Map.of("name", "it", kind, what);
    }

    private Path log() {
        return folder.resolve("log");
    }

    private Path certificate(String name) {
        return folder.resolve(name).resolve(Identity.CERTIFICATE_FILE);
    }

    private Path key(String name) {
        return folder.resolve(name).resolve(Identity.KEY_FILE);
    }
}
