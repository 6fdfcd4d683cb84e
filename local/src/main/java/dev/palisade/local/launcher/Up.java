package dev.palisade.local.launcher;

import dev.palisade.local.Platform;
import dev.palisade.local.UpOptions;
import dev.palisade.local.VaultOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Builds what changed, starts everything that does not run yet, and shows where it is.")
final class Up implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Option(names = "--no-zipkin", description = "Without Zipkin, which saves memory; nobody sees the traces then.")
    private boolean noZipkin;

    @Option(
            names = "--no-fast-starts",
            description = "Without preparing a new build for fast starts, which takes a minute once per build.")
    private boolean noFastStarts;

    @Option(
            names = "--certificate-lifetime",
            paramLabel = "DURATION",
            defaultValue = "24h",
            converter = DurationConverter.class,
            description = "How long certificates are valid, for example 5m (default: ${DEFAULT-VALUE}, the longest).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration certificateLifetime;

    @Option(
            names = "--vault",
            description = "With OpenBao, which issues the certificates and makes the database users and keys.")
    private boolean vault;

    @Option(
            names = "--gateways",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many gateways; several stand behind a balancer and share their throttles in Valkey.")
    private int gateways;

    @Option(
            names = "--metrics",
            paramLabel = "URL",
            description = "Where the services send their metrics, as OTLP over HTTP, for example"
                    + " http://localhost:9090/api/v1/otlp/v1/metrics for a Prometheus.")
    private @Nullable URI metrics;

    @Option(names = "--compose", description = "In containers, by docker-compose.yml; no other option applies then.")
    private boolean compose;

    @Override
    public Integer call() {
        if (compose) {
            new Compose(Palisade.repo()).up();
            return 0;
        }
        Platform platform = parent.platform();
        UpOptions options = new UpOptions(
                !noZipkin,
                certificateLifetime,
                !noFastStarts,
                vault ? Optional.of(VaultOptions.USUAL) : Optional.empty(),
                gateways,
                Optional.ofNullable(metrics));
        Terminal terminal = new Terminal(System.out);
        try {
            boolean before = platform.isUp(options);
            platform.up(options, terminal);
            if (before) {
                terminal.done("the platform was running already");
            }
        } finally {
            terminal.clear();
        }
        System.out.print(Overview.of(platform.status()));
        return 0;
    }
}
