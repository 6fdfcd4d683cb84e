package dev.palisade.verify;

import dev.palisade.local.Platform;
import dev.palisade.local.Progress;
import dev.palisade.local.UpOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The one platform that the end-to-end tests share, on ports of its own beside one that may be running already. */
public final class RunningPlatform {

    private static final List<Integer> BASE_PORTS =
            List.of(8443, 8451, 8452, 9443, 9101, 9102, 9103, 9104, 15432, 16379, 9411, 8200);
    private static final Path MODULE = Path.of("").toAbsolutePath();

    /** Long work shows progress, in a build as well. */
    public static final Progress LINES = new Lines();

    private static final Platform PLATFORM = start();

    private RunningPlatform() {}

    static Platform platform() {
        return PLATFORM;
    }

    static Path home() {
        return home("palisade");
    }

    /** Another one beside it, which its owner starts and stops. */
    public static Platform another(String name) {
        Platform platform = Platform.open(home(name), repository(), freeOffset());
        Runtime.getRuntime().addShutdownHook(new Thread(platform::down));
        return platform;
    }

    private static Path home(String name) {
        return MODULE.resolve("target").resolve(name);
    }

    public static Path repository() {
        return MODULE.resolveSibling(".").normalize();
    }

    private static Platform start() {
        Platform platform = another("palisade");
        // A start that is not repeated is not worth preparing.
        platform.up(new UpOptions(true, Duration.ofHours(1), false), LINES);
        return platform;
    }

    private static int freeOffset() {
        for (int offset = 10_000; offset < 45_000; offset += 100) {
            int candidate = offset;
            if (BASE_PORTS.stream().allMatch(port -> isFree(port + candidate))) {
                return offset;
            }
        }
        throw new IllegalStateException("There are no free ports for the end-to-end tests");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Long work shows progress, in a build's log as well. */
    private static final class Lines implements Progress {

        @Override
        public void working(String text) {
            // Only what is done makes a line.
        }

        @Override
        public void done(String text) {
            System.out.println("[platform] " + text);
        }
    }
}
