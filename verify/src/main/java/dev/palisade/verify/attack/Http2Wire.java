package dev.palisade.verify.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An HTTP/2 connection (RFC 9113) on which an attacker sends header fields that no client would. */
final class Http2Wire {

    /** What comes back when a stream or the connection is refused instead of answered. */
    static final int REFUSED = 0;

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int PATIENCE_MS = 3_000;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int ACKNOWLEDGED = 0x1;
    private static final int FRAME_HEAD = 9;
    private static final int INDEXED = 0x80;
    private static final int STATUS_NAME = 8;

    /** Tomcat takes pseudo-header fields by the names of the static table only. */
    private static final Map<String, Integer> NAMES =
            Map.of(":authority", 1, ":method", 2, ":path", 4, ":scheme", 6, ":status", 8);

    /** The statuses that HPACK's static table has (RFC 7541 appendix A), from index 8 on. */
    private static final List<Integer> KNOWN = List.of(200, 204, 206, 304, 400, 404, 500);

    private Http2Wire() {}

    /**
     * Sends one request and reads its status.
     *
     * @param fields the header fields in their order, pseudo-header fields among them
     * @return the status code, or {@link #REFUSED}
     * @throws Door.NoAnswerException when HTTP/2 is not spoken there
     */
    static int status(URI to, SSLContext tls, List<Map.Entry<String, String>> fields) {
        try (SSLSocket socket =
                (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getByName(to.getHost()), to.getPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(PATIENCE_MS);
            socket.startHandshake();
            if (!"h2".equals(socket.getApplicationProtocol())) {
                throw new Door.NoAnswerException("HTTP/2 is not spoken at " + to, new IOException("no h2"));
            }
            OutputStream out = socket.getOutputStream();
            out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
            frame(out, SETTINGS, 0, 0, new byte[0]);
            frame(out, HEADERS, END_HEADERS | END_STREAM, 1, encoded(fields));
            out.flush();
            return answer(new DataInputStream(socket.getInputStream()), out);
        } catch (IOException e) {
            return REFUSED; // closed without an answer
        }
    }

    private static int answer(DataInputStream in, OutputStream out) throws IOException {
        while (true) {
            int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            in.readInt();
            byte[] content = in.readNBytes(length);
            switch (type) {
                case HEADERS -> {
                    return status(content);
                }
                case RESET, GO_AWAY -> {
                    return REFUSED;
                }
                case SETTINGS -> {
                    if ((flags & ACKNOWLEDGED) == 0) {
                        frame(out, SETTINGS, ACKNOWLEDGED, 0, new byte[0]);
                        out.flush();
                    }
                }
                default -> {
                    // Windows and pings have nothing to say here.
                }
            }
        }
    }

    /** The status is the first field of an answer: from the static table, or three digits. */
    private static int status(byte[] block) {
        byte[] content = Arrays.copyOfRange(block, afterSizes(block), block.length);
        int first = content[0] & 0xFF;
        if (first >= (INDEXED | STATUS_NAME) && first < (INDEXED | STATUS_NAME) + KNOWN.size()) {
            return KNOWN.get(first - (INDEXED | STATUS_NAME));
        }
        int length = content[1] & 0x7F;
        boolean huffman = (content[1] & INDEXED) != 0;
        return huffman
                ? digits(content, 2, length)
                : Integer.parseInt(new String(content, 2, length, StandardCharsets.US_ASCII));
    }

    /** Changes of the table's size come first, and may take several bytes (section 6.3). */
    private static int afterSizes(byte[] block) {
        int i = 0;
        while ((block[i] & 0xE0) == 0x20) {
            boolean goesOn = (block[i] & 0x1F) == 0x1F;
            i++;
            while (goesOn) {
                goesOn = (block[i] & 0x80) != 0;
                i++;
            }
        }
        return i;
    }

    /** Three digits in the code of RFC 7541 appendix B: 0 to 2 have five bits, 3 to 9 have six. */
    private static int digits(byte[] content, int offset, int length) {
        int bits = 0;
        for (int i = 0; i < 4; i++) {
            bits = (bits << 8) | (i < length ? content[offset + i] & 0xFF : 0xFF);
        }
        int status = 0;
        int left = Integer.SIZE;
        for (int i = 0; i < 3; i++) {
            int five = (bits >>> (left - 5)) & 0x1F;
            int digit = five;
            left -= 5;
            if (five > 2) {
                left--;
                digit = ((bits >>> left) & 0x3F) - 0x19 + 3;
            }
            status = status * 10 + digit;
        }
        return status;
    }

    private static byte[] encoded(List<Map.Entry<String, String>> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Map.Entry<String, String> field : fields) {
            // A literal that is not to be remembered, with a name of the static table or its own (RFC 7541 section
            // 6.2.2).
            int name = NAMES.getOrDefault(field.getKey(), 0);
            out.write(name);
            if (name == 0) {
                text(out, field.getKey());
            }
            text(out, field.getValue());
        }
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int rest = bytes.length;
        if (rest < 0x7F) {
            out.write(rest);
        } else {
            out.write(0x7F);
            rest -= 0x7F;
            while (rest >= 0x80) {
                out.write((rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }
        out.writeBytes(bytes);
    }

    private static void frame(OutputStream out, int type, int flags, int stream, byte[] content) throws IOException {
        byte[] head = new byte[FRAME_HEAD];
        head[0] = (byte) (content.length >>> 16);
        head[1] = (byte) (content.length >>> 8);
        head[2] = (byte) content.length;
        head[3] = (byte) type;
        head[4] = (byte) flags;
        head[8] = (byte) stream;
        out.write(head);
        out.write(content);
    }
}
