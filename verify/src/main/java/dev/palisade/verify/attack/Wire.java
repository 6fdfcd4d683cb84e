package dev.palisade.verify.attack;

import dev.palisade.local.Pause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/** A TLS connection on which an attacker writes what no HTTP client would. */
final class Wire {

    private static final int PATIENCE_MS = 3_000;
    private static final int PATIENT = 5;
    private static final int LONGEST = 256 * 1024;

    private Wire() {}

    /**
     * Sends text as it is, and reads all that comes back until the other end closes or is quiet for three seconds.
     *
     * @throws Door.NoAnswerException when there is no connection
     */
    static String exchange(URI to, SSLContext tls, String text) {
        String raw = once(to, tls, text);
        for (int i = 0; i < PATIENT && raw.startsWith("HTTP/1.1 429"); i++) {
            Pause.ofMillis(PATIENCE_MS);
            raw = once(to, tls, text);
        }
        return raw;
    }

    private static String once(URI to, SSLContext tls, String text) {
        try (Socket socket = tls.getSocketFactory().createSocket(InetAddress.getByName(to.getHost()), to.getPort())) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return read(socket.getInputStream());
        } catch (IOException e) {
            throw new Door.NoAnswerException("No connection: " + e.getMessage(), e);
        }
    }

    private static String read(InputStream in) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            int read = in.read(buffer);
            while (read >= 0 && all.size() < LONGEST) {
                all.write(buffer, 0, read);
                read = in.read(buffer);
            }
        } catch (IOException e) {
            // Quiet or cut: what came until then is the answer.
            return all.toString(StandardCharsets.ISO_8859_1);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** The status codes of all answers in what came back. */
    static List<Integer> statuses(String raw) {
        List<Integer> statuses = new ArrayList<>();
        for (String line : raw.split("\r\n")) {
            if (line.startsWith("HTTP/1.1 ")) {
                statuses.add(Integer.parseInt(line.substring(9, 12)));
            }
        }
        return statuses;
    }

    /** The first answer in what came back; status 0 when there is none. */
    static Answer first(String raw) {
        int head = raw.indexOf("\r\n\r\n");
        if (!raw.startsWith("HTTP/1.1 ") || head < 0) {
            return Answer.of(0, Map.of(), "");
        }
        Map<String, List<String>> headers = new TreeMap<>();
        String[] lines = raw.substring(0, head).split("\r\n");
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(
                                lines[i].substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(lines[i].substring(colon + 1).strip());
            }
        }
        return Answer.of(Integer.parseInt(raw.substring(9, 12)), headers, raw.substring(head + 4));
    }
}
