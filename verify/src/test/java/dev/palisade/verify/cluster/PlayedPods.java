package dev.palisade.verify.cluster;

import dev.palisade.local.Json;
import dev.palisade.verify.alerts.Prometheus;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The pods of a cluster without nodes. Each is said to be ready, as a kubelet would say it, and its figures come to
 * Prometheus as a service would push them: those of its version.
 */
final class PlayedPods implements AutoCloseable {

    private static final List<Double> BOUNDS = List.of(0.05, 0.1, 0.25, 0.5, 1.0, 2.5);
    private static final int ROUND = 20; // requests a pod

    /**
     * How a version answers 20 requests.
     *
     * @param ready whether it becomes ready
     * @param served how many are answered at all
     * @param errors how many with an error of its own
     * @param refused how many are refused
     * @param seconds how long each takes
     */
    record Behaviour(boolean ready, int served, int errors, int refused, double seconds) {

        static final Behaviour SOUND = new Behaviour(true, ROUND, 0, 1, 0.06);

        Behaviour failing(int errors) {
            return new Behaviour(ready, served, errors, refused, seconds);
        }

        Behaviour refusing(int refused) {
            return new Behaviour(ready, served, errors, refused, seconds);
        }

        Behaviour slow(double seconds) {
            return new Behaviour(ready, served, errors, refused, seconds);
        }

        Behaviour unasked() {
            return new Behaviour(ready, 0, 0, 0, seconds);
        }

        Behaviour neverReady() {
            return new Behaviour(false, 0, 0, 0, seconds);
        }
    }

    private final Kubectl kubectl;
    private final Prometheus prometheus;
    private final String service;
    private final Map<String, Behaviour> versions = new ConcurrentHashMap<>();
    private final Map<String, Integer> rounds = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Thread player = Thread.ofVirtual().unstarted(this::play);
    private volatile boolean ended;

    PlayedPods(Kubectl kubectl, Prometheus prometheus, String service) {
        this.kubectl = kubectl;
        this.prometheus = prometheus;
        this.service = service;
        player.start();
    }

    /** From now on, the pods with this image answer so. */
    void behave(String image, Behaviour behaviour) {
        versions.put(image, behaviour);
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        player.join();
        http.close();
    }

    private void play() {
        while (!ended) {
            try {
                List<Map<String, Object>> figures = new ArrayList<>();
                for (String[] pod : pods()) {
                    Behaviour behaviour = versions.getOrDefault(pod[1], Behaviour.SOUND);
                    if (behaviour.ready()) {
                        if (pod.length == 2) { // nothing was said of it yet
                            sayReady(pod[0]);
                        }
                        figures.add(figures(pod[0], behaviour, rounds.merge(pod[0], 1, Integer::sum)));
                    }
                }
                push(figures);
                TimeUnit.MILLISECONDS.sleep(500);
            } catch (InterruptedException e) {
                return;
            } catch (IOException e) {
                if (!ended) {
                    System.err.println("[pods] " + e.getMessage()); // a Prometheus that is away, as it can be
                }
            }
        }
    }

    /** The name of each, its image, and whether it is ready. */
    private List<String[]> pods() {
        return kubectl.run(
                        "",
                        "get",
                        "pods",
                        "--namespace=palisade",
                        "--selector=app.kubernetes.io/name=" + service,
                        "--output=jsonpath={range .items[*]}{.metadata.name} {.spec.containers[0].image}"
                                + " {.status.conditions[?(@.type=='Ready')].status}{'\\n'}{end}")
                .orThrow()
                .output()
                .lines()
                .map(line -> line.strip().split(" "))
                .toList();
    }

    private void sayReady(String name) {
        kubectl.run(
                "",
                "patch",
                "pod",
                name,
                "--namespace=palisade",
                "--subresource=status",
                "--type=merge",
                "--patch="
                        + Json.write(Map.of(
                                "status",
                                Map.of(
                                        "phase",
                                        "Running",
                                        "conditions",
                                        List.of(Map.of("type", "Ready", "status", "True"))))));
    }

    /** All that a pod has answered since it began, by the names that the services' meters have. */
    private Map<String, Object> figures(String pod, Behaviour behaviour, int round) {
        List<Map<String, Object>> points = new ArrayList<>();
        Map<String, Integer> answers = Map.of(
                "500", behaviour.errors(),
                "403", behaviour.refused(),
                "200", Math.max(0, behaviour.served() - behaviour.errors() - behaviour.refused()));
        String now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) + "";
        answers.forEach((status, each) -> {
            if (each > 0) {
                int count = each * round;
                List<String> buckets = new ArrayList<>();
                int bucket = (int) BOUNDS.stream()
                        .filter(bound -> bound < behaviour.seconds())
                        .count();
                for (int number = 0; number <= BOUNDS.size(); number++) {
                    buckets.add(number == bucket ? "" + count : "0");
                }
                points.add(Map.of(
                        "attributes",
                        List.of(attribute("status", status), attribute("uri", "/api/catalog/products")),
                        "timeUnixNano",
                        now,
                        "count",
                        "" + count,
                        "sum",
                        count * behaviour.seconds(),
                        "explicitBounds",
                        BOUNDS,
                        "bucketCounts",
                        buckets));
            }
        });
        return Map.of(
                "resource",
                Map.of(
                        "attributes",
                        List.of(attribute("service.name", service), attribute("service.instance.id", pod))),
                "scopeMetrics",
                List.of(Map.of(
                        "metrics",
                        List.of(Map.of(
                                "name", "http.server.requests",
                                "unit", "s",
                                "histogram", Map.of("aggregationTemporality", 2, "dataPoints", points))))));
    }

    private static Map<String, Object> attribute(String key, String value) {
        return Map.of("key", key, "value", Map.of("stringValue", value));
    }

    private void push(List<Map<String, Object>> figures) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(prometheus.receiver())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(Map.of("resourceMetrics", figures))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("Prometheus does not take the figures: " + answer.body());
        }
    }
}
