package dev.palisade.test;

import dev.palisade.local.ca.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Writes requests byte by byte, as no decent client would.
 *
 * @param port where, on this machine
 * @param tls what to show and to trust
 */
public record Raw(int port, SSLContext tls) {

    /** As a program without a certificate. */
    public static Raw anonymous(int port) {
        return new Raw(port, Identity.trustOnly(TestPlatform.authority().root()));
    }

    /** A request with these header lines and no body; the connection closes after the answer. */
    public String request(String method, String target, String... headers) throws IOException {
        return send(head(method, target, "localhost:" + port, headers) + "\r\n");
    }

    /** The start of a request, without the empty line. */
    public static String head(String method, String target, String host, String... headers) {
        StringBuilder head = new StringBuilder(
                "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n".formatted(method, target, host));
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }

    /** The whole answer to these bytes; empty when the connection was cut. */
    public String send(String bytes) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return read(socket.getInputStream());
        }
    }

    /** The status of an answer; 0 when there is none. */
    public static int status(String answer) {
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
    }

    private static String read(InputStream in) {
        StringBuilder answer = new StringBuilder();
        try {
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                answer.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // What came before the cut is the answer.
            return answer.toString();
        }
        return answer.toString();
    }
}
