package dev.palisade.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.Raw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyLimitTests extends GatewayTest {

    private static final int LIMIT = 64 * 1024;

    @Test
    void bodyWhenExactlyTheLimitThenForwarded() throws IOException {
        assertThat(client.request("POST", "/api/orders")
                        .bearer(token(person()).sign())
                        .body("application/json", purchase(LIMIT).getBytes(StandardCharsets.US_ASCII))
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(CART.requests().getFirst().body()).hasSize(LIMIT);
    }

    @Test
    void bodyWhenOneByteMoreThenRefused() throws IOException {
        assertProblem(
                client.request("POST", "/api/orders")
                        .bearer(token(person()).sign())
                        .body("application/json", new byte[LIMIT + 1])
                        .send(),
                413,
                "payload-too-large");
        assertNothingForwarded();
    }

    @Test
    void bodyWhenChunkedAndTheLimitThenForwarded() throws IOException {
        assertThat(Raw.status(chunked(LIMIT))).isEqualTo(200);
        assertThat(CART.requests().getFirst().body()).hasSize(LIMIT);
    }

    @Test
    void bodyWhenChunkedAndOneByteMoreThenRefused() throws IOException {
        String answer = chunked(LIMIT + 1);
        assertThat(Raw.status(answer)).isEqualTo(413);
        assertThat(answer).contains("payload-too-large");
        assertNothingForwarded();
    }

    @Test
    void bodyWhenNobodyIsSignedInThenRefusedAllTheSame() throws IOException {
        assertProblem(
                client.request("POST", "/nowhere")
                        .body("application/json", new byte[LIMIT + 1])
                        .send(),
                413,
                "payload-too-large");
    }

    @Test
    void bodyWhenLengthIsALieThenNothingForwarded() throws IOException {
        // Says more than it sends: the request never ends, and is never half forwarded.
        String head = Raw.head(
                "POST",
                "/api/orders",
                "localhost:" + port,
                "Authorization: Bearer " + token(person()).sign(),
                "Content-Type: application/json",
                "Content-Length: 70000");
        assertThat(Raw.status(raw().send(head + "\r\n{}"))).isEqualTo(413);
        assertNothingForwarded();
    }

    @Test
    void bodyWhenLengthIsStatedTwiceThenRefused() throws IOException {
        for (String[] headers : new String[][] {
            {"Content-Length: 2", "Content-Length: 3"},
            {"Content-Length: 2", "Transfer-Encoding: chunked"},
            {"Transfer-Encoding: xchunked"},
            {"Content-Length: +2"},
            {"Content-Length: -1"}
        }) {
            String head = Raw.head(
                    "POST",
                    "/api/orders",
                    "localhost:" + port,
                    "Authorization: Bearer " + token(person()).sign(),
                    "Content-Type: application/json",
                    String.join("\r\n", headers));
            assertThat(Raw.status(raw().send(head + "\r\n{}")))
                    .as(String.join(", ", headers))
                    .isIn(400, 501);
            assertNothingForwarded();
        }
    }

    @Test
    void headerWhenTooLargeThenRefused() throws IOException {
        String answer = raw().request("GET", "/api/catalog/products", "X-Large: " + "a".repeat(20_000));
        assertThat(Raw.status(answer)).isIn(400, 431);
        assertThat(answer).doesNotContain("Apache", "Tomcat", "Exception");
        assertNothingForwarded();
    }

    /** An order as long as wanted: white space has no meaning in JSON. */
    private static String purchase(int size) {
        return PURCHASE + " ".repeat(size - PURCHASE.length());
    }

    private String chunked(int size) throws IOException {
        String head = Raw.head(
                "POST",
                "/api/orders",
                "localhost:" + port,
                "Authorization: Bearer " + token(person()).sign(),
                "Content-Type: application/json",
                "Transfer-Encoding: chunked");
        String all = purchase(size);
        StringBuilder body = new StringBuilder();
        for (int sent = 0; sent < size; ) {
            int chunk = Math.min(8000, size - sent);
            body.append(Integer.toHexString(chunk))
                    .append("\r\n")
                    .append(all, sent, sent + chunk)
                    .append("\r\n");
            sent += chunk;
        }
        return raw().send(head + "\r\n" + body + "0\r\n\r\n");
    }
}
