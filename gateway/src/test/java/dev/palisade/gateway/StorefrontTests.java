package dev.palisade.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StorefrontTests extends GatewayTest {

    private static final Path FILES = Path.of("src/main/resources/static");

    static List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(FILES)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> "/" + FILES.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileWhenAskedForThenTypedAndCachedByKind(String path) throws IOException {
        TestClient.Answer answer = client.request("GET", path).send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith(type(path));
        assertThat(answer.header("Content-Security-Policy"))
                .contains("script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(answer.header("Set-Cookie")).isNull();
        String cache = String.valueOf(answer.header("Cache-Control"));
        if (path.startsWith("/pictures/")) {
            assertThat(cache).contains("max-age=86400", "public");
        } else {
            assertThat(cache).isEqualTo("no-cache");
        }
        String etag = String.valueOf(answer.header("ETag"));
        assertThat(etag).matches("\"[^\"]+\"");
        TestClient.Answer again =
                client.request("GET", path).header("If-None-Match", etag).send();
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.response().body()).isEmpty();
    }

    @Test
    void startWhenAskedForThenPage() throws IOException {
        TestClient.Answer answer = client.request("GET", "/").send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(answer.response().body()).isEqualTo(Files.readString(FILES.resolve("index.html")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileWhenReadThenHasNothingInline(String path) throws IOException {
        if (path.endsWith(".html")) {
            String html = Files.readString(FILES.resolve(path.substring(1)));
            assertThat(html).doesNotContainPattern("<script(?![^>]*src=)").doesNotContain("<style", "javascript:");
            assertThat(html).doesNotContainPattern("\\s(style|on[a-z]+)=\"");
        }
    }

    @Test
    void fileWhenNotThereThenProblem() throws IOException {
        assertProblem(client.request("GET", "/nowhere.js").send(), 404, "not-found");
        assertProblem(client.request("GET", "/pictures/").send(), 404, "not-found");
        assertProblem(client.request("GET", "/application.yml").send(), 404, "not-found");
        assertProblem(client.request("GET", "/contracts/cart-service.json").send(), 404, "not-found");
    }

    private static String type(String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "html" -> "text/html";
            case "css" -> "text/css";
            case "js" -> "text/javascript";
            case "svg" -> "image/svg+xml";
            default -> throw new AssertionError("No type for " + path);
        };
    }
}
