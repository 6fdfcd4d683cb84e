package dev.palisade.local.launcher;

import dev.palisade.local.Json;
import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import dev.palisade.local.RaisedThrottle;
import dev.palisade.local.bench.Benchmarks;
import dev.palisade.local.bench.Edge;
import dev.palisade.local.bench.Growth;
import dev.palisade.local.bench.Rotation;
import dev.palisade.local.bench.Throttle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the running platform: start (stops and starts it), read, checkout; all of them when none is named.",
            "While it reads and buys, the gateway runs with a raised throttle. Those that follow have to be named, and start a",
            "platform of their own: rotation, with Vault, changes every secret all the time, and compares; throttle asks two",
            "gateways for more than one person's budget; edge compares the gateway with HAProxy and nginx, which have to be",
            "installed; growth buys with 1, 8 and 64 people, and with many orders in the tables. Ends with 1 when an answer was",
            "wrong."
        })
final class BenchCommand implements Callable<Integer> {

    private static final String ROTATION = "rotation";
    private static final int ROTATION_PORTS = 700;
    private static final String EDGE = "edge";
    private static final int EDGE_PORTS = 900;
    private static final String THROTTLE = "throttle";
    private static final int THROTTLE_PORTS = 800;
    private static final String GROWTH = "growth";
    private static final int GROWTH_PORTS = 1_000;
    private static final int FEW_ORDERS = 1_000;
    private static final List<String> ALL = List.of("start", "read", "checkout");

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Option(names = "--json", description = "One JSON object and nothing else.")
    private boolean json;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "10",
            description = "How long rotation runs each of its two loads (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--flame",
            paramLabel = "FILE",
            description =
                    "After edge, writes a flame graph (SVG) of the gateway's processor time to this file; on Linux.")
    private Optional<Path> flame = Optional.empty();

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many orders growth ends with (default: ${DEFAULT-VALUE}).")
    private int orders;

    @Parameters(
            paramLabel = "start|read|checkout|rotation|throttle|edge|growth",
            arity = "0..*",
            description = "What to measure.")
    private List<String> wanted = List.of();

    @Override
    public Integer call() {
        List<String> what = wanted.isEmpty() ? ALL : wanted;
        for (String name : what) {
            if (!ALL.contains(name)
                    && !List.of(ROTATION, THROTTLE, EDGE, GROWTH).contains(name)) {
                throw new PlatformException("There is no measurement " + name
                        + ". They are: start, read, checkout, rotation, throttle, edge, growth.");
            }
        }
        Platform platform = parent.platform();
        Terminal terminal = new Terminal(System.err);
        Progress progress = json ? Progress.SILENT : terminal;
        Benchmarks benchmarks = new Benchmarks(platform, progress);
        Map<String, Object> results = new LinkedHashMap<>();
        try {
            if (what.contains("start")) {
                results.put("start", benchmarks.start());
            }
            if (what.contains("read") || what.contains("checkout")) {
                load(platform, benchmarks, what, results, progress);
            }
            if (what.contains(ROTATION)) {
                Rotation rotation = new Rotation(parent.beside(ROTATION, ROTATION_PORTS), progress);
                results.put(ROTATION, rotation.compare(Duration.ofMinutes(minutes), true));
            }
            if (what.contains(THROTTLE)) {
                results.put(THROTTLE, new Throttle(parent.beside(THROTTLE, THROTTLE_PORTS), progress).measure());
            }
            if (what.contains(EDGE)) {
                results.put(EDGE, new Edge(parent.beside(EDGE, EDGE_PORTS), progress).measure(flame));
            }
            if (what.contains(GROWTH)) {
                results.put(
                        GROWTH, new Growth(parent.beside(GROWTH, GROWTH_PORTS), progress).measure(FEW_ORDERS, orders));
            }
        } finally {
            terminal.clear();
        }
        System.out.print(json ? Json.write(results) + "\n" : table("", results));
        return wrongAnswers(results) == 0 ? 0 : 1;
    }

    private static void load(
            Platform platform,
            Benchmarks benchmarks,
            List<String> what,
            Map<String, Object> results,
            Progress progress) {
        platform.restart("gateway", RaisedThrottle.SETTINGS, progress);
        try {
            if (what.contains("read")) {
                results.put("read", benchmarks.read());
            }
            if (what.contains("checkout")) {
                results.put("checkout", benchmarks.checkout());
            }
        } finally {
            platform.restart("gateway", Map.of(), progress);
        }
    }

    private static long wrongAnswers(Map<?, ?> results) {
        long wrong = 0;
        Map<?, ?> plain = Json.read(Json.write(results), Map.class);
        for (Map.Entry<?, ?> entry : plain.entrySet()) {
            if (entry.getValue() instanceof Map<?, ?> inner) {
                wrong += wrongAnswers(inner);
            } else if ("failures".equals(entry.getKey()) && entry.getValue() instanceof Number number) {
                wrong += number.longValue();
            }
        }
        return wrong;
    }

    private static String table(String prefix, Map<?, ?> values) {
        StringBuilder table = new StringBuilder();
        values.forEach((name, value) -> {
            String path = prefix.isEmpty() ? String.valueOf(name) : prefix + " " + name;
            Object plain = value instanceof Record ? Json.read(Json.write(value), Map.class) : value;
            if (plain instanceof Map<?, ?> inner) {
                table.append(table(path, inner));
            } else {
                table.append(String.format(Locale.ROOT, "  %-44s %12s%n", path, plain));
            }
        });
        return table.toString();
    }
}
