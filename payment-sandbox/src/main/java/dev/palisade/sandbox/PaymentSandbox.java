package dev.palisade.sandbox;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Starts the sandbox. */
public final class PaymentSandbox {

    private PaymentSandbox() {}

    /**
     * Runs until the process is stopped.
     *
     * @param arguments see {@link Settings}
     * @throws IOException when it cannot listen, or its files cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Instant begin = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        SandboxServer server = SandboxServer.start(Settings.of(arguments), Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        System.out.println(Instant.now() + " listening at port " + server.port() + " after "
                + Duration.between(begin, Instant.now()).toMillis() + " ms");
    }
}
