package dev.palisade.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.platform.example.Example;
import dev.palisade.test.Raw;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Every error is a problem document that says what is wrong with the input, and nothing of the inside. */
@SpringBootTest(
        classes = Example.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"spring.application.name=example", "palisade.test.workload=example"})
class ProblemTests {

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @CsvSource({
        "GET,/nothing,404,not-found",
        "POST,/hello,405,method-not-allowed",
        "GET,/numbers/many,400,invalid-value",
        "GET,/failing/outage,503,unavailable",
        "GET,/failing/database-away,503,unavailable",
        "GET,/failing/database-ends,503,unavailable",
        "GET,/failing/database-refuses,500,internal",
        "GET,/failing/refusal,409,sold-out",
        "GET,/failing/unexpectedly,500,internal",
        "GET,/hello;a=b,400,malformed-request",
        "GET,/actuator,404,not-found",
        "GET,/actuator/env,404,not-found"
    })
    void answerWhenSomethingIsWrongThenProblem(String method, String path, int status, String word) throws IOException {
        assertProblem(send(method, path, null), status, word);
    }

    @Test
    void answerWhenAllIsWellThenNone() throws IOException {
        assertThat(send("GET", "/hello", null).response().body()).isEqualTo("hello");
        assertThat(send("POST", "/things", "{\"name\":\"a\",\"count\":1}").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"secret\",\"count\":1,\"other\":2}",
                "{\"name\":\"secret\",\"name\":\"b\",\"count\":1}",
                "{\"name\":\"secret\",\"count\":\"1\"}",
                "{\"name\":\"secret\",\"count\":1.5}",
                "{\"name\":\"secret\",\"count\":null}",
                "{\"name\":4242424242424242,\"count\":1}",
                "{\"name\":\"secret\",\"count\":1} {}",
                "{\"name\":\"secret\"",
                "secret",
                ""
            })
    void bodyWhenNotWhatItShouldBeThenMalformedAndValueNotTold(String body) throws IOException {
        TestClient.Answer answer = send("POST", "/things", body);
        assertProblem(answer, 400, "malformed-body");
        assertThat(answer.response().body()).doesNotContain("4242");
    }

    /** Left to the container or the framework, each of these was a 500. */
    @ParameterizedTest
    @ValueSource(strings = {"=x", "a=%zz", "a=%", "a=%c0%af", "%ff=1", "a=1&=2"})
    void queryWhenItCannotBeReadThenMalformed(String query) throws IOException {
        Raw raw = new Raw(port, TestPlatform.identity("gateway").sslContext());
        String answer = raw.request("GET", "/things?" + query);
        assertThat(Raw.status(answer)).isEqualTo(400);
        assertThat(answer).contains("urn:palisade:problem:malformed-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/*", "nonsense"})
    void mediaTypeWhenItIsNoneThenUnsupported(String type) throws IOException {
        try (TestClient client = TestClient.as(TestPlatform.identity("gateway"), "https://localhost:" + port)) {
            TestClient.Answer answer = client.request("POST", "/things")
                    .body(type, "{\"name\":\"a\",\"count\":1}".getBytes(StandardCharsets.UTF_8))
                    .send();
            assertProblem(answer, 415, "unsupported-media-type");
        }
    }

    /** With multipart forms enabled, as the framework has it, the first was a 500 whatever was asked for. */
    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary=x"})
    void formWithFilesWhenSentThenNeverRead(String type) throws IOException {
        try (TestClient client = TestClient.as(TestPlatform.identity("gateway"), "https://localhost:" + port)) {
            byte[] form = "--x".getBytes(StandardCharsets.UTF_8);
            assertThat(client.request("GET", "/hello").body(type, form).send().status())
                    .isEqualTo(200);
            assertProblem(client.request("POST", "/things").body(type, form).send(), 415, "unsupported-media-type");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%zz", "a=%ff", "%", "=b"})
    void formWhenItCannotBeDecodedThenMalformed(String form) throws IOException {
        try (TestClient client = TestClient.as(TestPlatform.identity("gateway"), "https://localhost:" + port)) {
            TestClient.Answer answer = client.request("POST", "/things")
                    .body("application/x-www-form-urlencoded", form.getBytes(StandardCharsets.US_ASCII))
                    .send();
            assertProblem(answer, 400, "malformed-request");
        }
    }

    private static void assertProblem(TestClient.Answer answer, int status, String word) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.problem()).isEqualTo(word);
        assertThat(answer.json().path("title").asString()).isNotBlank();
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.response().body()).doesNotContain("secret", "Exception", "\tat ");
        assertThat(answer.header("Server")).isNull();
    }

    private TestClient.Answer send(String method, String path, @Nullable String json) throws IOException {
        try (TestClient client = TestClient.as(TestPlatform.identity("gateway"), "https://localhost:" + port)) {
            TestClient.Request request = client.request(method, path);
            return json == null ? request.send() : request.json(json).send();
        }
    }
}
