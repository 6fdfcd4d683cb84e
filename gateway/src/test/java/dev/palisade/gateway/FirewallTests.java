package dev.palisade.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.Raw;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One request has one meaning: what could be read in two ways is not read at all. */
class FirewallTests extends GatewayTest {

    @Test
    void requestWhenPlainThenForwarded() throws IOException {
        assertThat(Raw.status(raw().request("GET", "/api/catalog/products"))).isEqualTo(200);
        assertThat(CATALOG.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/catalog%2fproducts",
                "/api/catalog%2Fproducts",
                "/api/catalog%252fproducts",
                "/api/catalog/%2e%2e/cart",
                "/api/catalog/../catalog/products",
                "/api/./catalog/products",
                "/api//catalog/products",
                "//api/catalog/products",
                "/api/catalog/products;a=b",
                "/api;/catalog/products",
                "/api/catalog/products%3ba=b",
                "/api\\catalog\\products",
                "/api%5ccatalog/products",
                "/api/catalog/products%00",
                "/api/catalog/products%0d%0aX:%20y",
                "/api/catalog/products%0a",
                "/api/catalog/products%",
                "/api/catalog/products%zz",
                "/api/catalog/%c0%ae%c0%ae/products",
                "/api/catalog/products%e2%80%a8",
                "/api/catalog/products\u0001",
                "/api/catalog/produ\u00e4ts",
                "api/catalog/products",
                "/api/catalog/products/%2e",
                "/api/catalog/products#fragment",
                "http://localhost:1/api/catalog/products"
            })
    void pathWhenAmbiguousThenRefused(String target) throws IOException {
        assertRefused(raw().request("GET", target));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRACE",
                "CONNECT",
                "OPTIONS",
                "PATCH",
                "PROPFIND",
                "FOO",
                "get",
                "GET2",
                "HEAD/",
                "PURGE",
                "TRACK"
            })
    void methodWhenNotOnTheListThenRefused(String method) throws IOException {
        assertRefused(raw().request(method, "/api/catalog/products"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "evil.example:8443",
                "127.0.0.1",
                "localhost@evil.example",
                "",
                "localhost evil"
            })
    void hostWhenForeignThenRefused(String host) throws IOException {
        assertRefused(raw().send(Raw.head("GET", "/api/catalog/products", host) + "\r\n"));
        assertRefused(raw().send(Raw.head("GET", "/oauth2/authorization/palisade", host) + "\r\n"));
    }

    @Test
    void hostWhenMissingOrTwiceThenRefused() throws IOException {
        assertRefused(raw().send("GET /api/catalog/products HTTP/1.1\r\nConnection: close\r\n\r\n"));
        assertRefused(raw().request("GET", "/api/catalog/products", "Host: evil.example"));
    }

    @Test
    void headerWhenMalformedThenRefused() throws IOException {
        assertRefused(raw().request("GET", "/api/catalog/products", "Bad Header: x"));
        assertRefused(raw().request("GET", "/api/catalog/products", "X: a\u0000b"));
    }

    /** What is wrong with a header may be found as late as when it is passed on. */
    @Test
    void headerWhenItHoldsAControlCharacterThenRefused() throws IOException {
        String answer = raw().request("GET", "/api/catalog/products", "User-Agent: a\tb");
        assertThat(Raw.status(answer)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "PATCH", "PROPFIND", "FOO"})
    void methodWhenNotOnTheListThenNothingElseLooksAtIt(String method) throws IOException {
        String answer = raw().request(method, "/nowhere");
        assertThat(Raw.status(answer)).isEqualTo(400);
        assertThat(answer).contains("urn:palisade:problem:malformed-request");
    }

    @Test
    void methodWhenOverriddenThenIgnored() throws IOException {
        String answer = raw().request("GET", "/api/catalog/products", "X-HTTP-Method-Override: DELETE");
        assertThat(Raw.status(answer)).isEqualTo(200);
        assertThat(CATALOG.requests().getFirst().method()).isEqualTo("GET");
    }

    private static void assertRefused(String answer) {
        assertNothingForwarded();
        assertThat(Raw.status(answer)).isBetween(400, 501).isNotEqualTo(500);
        assertThat(answer).contains("application/problem+json", "urn:palisade:problem:");
        assertThat(answer).doesNotContain("Exception", "Apache", "Tomcat", "evil");
    }
}
