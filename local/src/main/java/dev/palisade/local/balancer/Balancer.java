package dev.palisade.local.balancer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Hands each connection to the next gateway that answers, byte by byte: TLS ends behind it, and it sees nothing. All is on
 * the loopback address.
 */
public final class Balancer implements AutoCloseable {

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(1);
    private static final int BACKLOG = 512;

    private final ServerSocket door;
    private final List<Integer> gateways;
    private final AtomicInteger turn = new AtomicInteger();

    private Balancer(ServerSocket door, List<Integer> gateways) {
        this.door = door;
        this.gateways = gateways;
    }

    /**
     * Runs until the process is stopped.
     *
     * @param arguments the port to listen on, and those of the gateways
     */
    public static void main(String[] arguments) throws IOException {
        List<Integer> ports = Arrays.stream(arguments).map(Integer::valueOf).toList();
        try (Balancer balancer = open(ports.getFirst(), ports.subList(1, ports.size()))) {
            balancer.run();
        }
    }

    /**
     * Listens.
     *
     * @param port where; 0 for any free port
     * @throws IOException when the port is taken
     */
    public static Balancer open(int port, List<Integer> gateways) throws IOException {
        return new Balancer(new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()), List.copyOf(gateways));
    }

    /** Where it listens. */
    public int port() {
        return door.getLocalPort();
    }

    /** Serves until it is closed. */
    public void run() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                Thread.startVirtualThread(() -> serve(caller));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    System.err.println("A connection could not be accepted: " + e.getMessage());
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    private void serve(Socket caller) {
        try (caller;
                Socket gateway = connect()) {
            if (gateway == null) {
                return;
            }
            caller.setTcpNoDelay(true);
            gateway.setTcpNoDelay(true);
            Thread back = Thread.startVirtualThread(() -> copy(gateway, caller));
            copy(caller, gateway);
            back.join();
        } catch (IOException e) {
            // One of the two is gone, and the other has been told by the closing of its connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Socket connect() {
        int first = Math.floorMod(turn.getAndIncrement(), gateways.size());
        for (int i = 0; i < gateways.size(); i++) {
            Socket gateway = new Socket();
            try {
                gateway.connect(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), gateways.get((first + i) % gateways.size())),
                        Math.toIntExact(CONNECT_PATIENCE.toMillis()));
                return gateway;
            } catch (IOException e) {
                close(gateway);
            }
        }
        return null;
    }

    /** Copies until one side ends, and then ends both: half a TLS connection is of no use to anyone. */
    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // The closing below tells the other side.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
