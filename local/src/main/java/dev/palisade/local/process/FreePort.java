package dev.palisade.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds a port for a server of a test. */
public final class FreePort {

    private FreePort() {}

    /** A port of the loopback address on which nobody listens at this moment. */
    public static int find() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
