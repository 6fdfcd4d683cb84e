import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The health check of a container without a shell: ends with 0 when the process is ready and with 1 otherwise.
 *
 * <p>{@code Ready <port>} asks the readiness probe on the loopback address; {@code Ready <file> <seconds>} asks whether a
 * file was written within that time. Sockets instead of an HTTP client: it loads a tenth of the classes.
 */
final class Ready {

    private static final int PATIENCE = 2_000; // ms

    private Ready() {}

    public static void main(String[] arguments) {
        try {
            boolean ready = arguments.length == 1
                    ? answers(Integer.parseInt(arguments[0]))
                    : isFresh(Path.of(arguments[0]), Long.parseLong(arguments[1]));
            System.exit(ready ? 0 : 1);
        } catch (IOException e) {
            System.err.println(e);
            System.exit(1);
        }
    }

    private static boolean answers(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE);
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), PATIENCE);
            OutputStream request = socket.getOutputStream();
            request.write("GET /actuator/health/readiness HTTP/1.0\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String status = answer.readLine();
            return status != null && status.contains(" 200");
        }
    }

    private static boolean isFresh(Path file, long seconds) throws IOException {
        return System.currentTimeMillis() - Files.getLastModifiedTime(file).toMillis() < seconds * 1_000;
    }
}
