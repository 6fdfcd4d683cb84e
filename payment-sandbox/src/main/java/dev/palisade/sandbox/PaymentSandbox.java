package dev.palisade.sandbox;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Starts the sandbox. */
public final class PaymentSandbox {

    private static final String HEALTH_PORT = "--health-port=";
    private static final int NO_BODY = -1;

    private PaymentSandbox() {}

    /**
     * Runs until the process is stopped.
     *
     * @param arguments see {@link Settings}; with {@code --health-port=…}, whoever is on the same machine can ask there in
     *     the clear whether it runs, as a container without a program for TLS does
     * @throws IOException when it cannot listen, or its files cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Instant begin = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        SandboxServer server = SandboxServer.start(Settings.of(arguments), Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        for (String argument : arguments) {
            if (argument.startsWith(HEALTH_PORT)) {
                serveHealth(Integer.parseInt(argument.substring(HEALTH_PORT.length())));
            }
        }
        System.out.println(Instant.now() + " listening at port " + server.port() + " after "
                + Duration.between(begin, Instant.now()).toMillis() + " ms");
    }

    private static void serveHealth(int port) throws IOException {
        HttpServer health = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        health.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, NO_BODY);
            exchange.close();
        });
        health.start();
    }
}
