package dev.palisade.platform.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.AbstractAccessTests;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

/** An application with nothing but the starter and its name is a secure service. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=example-service",
            "palisade.test.workload=example-service",
            "palisade.database.name=example",
            "palisade.service.audience=example-service",
            "palisade.service.issuer=${palisade.issuer}",
            "palisade.service.allowed-callers=gateway"
        })
@ExtendWith(OutputCaptureExtension.class)
class StarterTests extends AbstractAccessTests {

    @Override
    protected String method() {
        return "GET";
    }

    @Override
    protected String path() {
        return "/shelf";
    }

    @Override
    protected TokenRecipe token(String workload) {
        return TestPlatform.issuer().token(workload, "example-service").scope("catalog:read");
    }

    @Test
    void requestWhenHandlerNamesNoActionThenForbidden() throws IOException {
        assertProblem(get("/forgotten"), 403, "forbidden");
    }

    @Test
    void requestWhenKeyIsUnknownAgainAndAgainThenUnauthenticatedEachTime() throws IOException {
        try (TestClient client = TestClient.as(TestPlatform.identity("gateway"), base())) {
            for (int attempt = 0; attempt < 5; attempt++) {
                String token =
                        token("gateway").header("kid", "unknown-" + attempt).sign();
                assertProblem(client.request("GET", "/shelf").bearer(token).send(), 401, "unauthenticated");
            }
        }
        assertThat(get("/shelf").status()).isEqualTo(200);
    }

    @Test
    void requestWhenNothingIsThereThenNotFound() throws IOException {
        assertProblem(get("/nothing"), 404, "not-found");
    }

    @Test
    void requestWhenNothingIsThereAndNoTokenThenUnauthenticated() throws IOException {
        try (TestClient client = TestClient.as(TestPlatform.identity("gateway"), base())) {
            assertProblem(client.request("GET", "/nothing").send(), 401, "unauthenticated");
            assertProblem(client.request("GET", "/actuator").send(), 401, "unauthenticated");
            assertProblem(client.request("GET", "/error").send(), 401, "unauthenticated");
        }
    }

    @Test
    void requestWhenParameterIsKnownThenReadAndOtherwiseRefused() throws IOException {
        assertThat(get("/shelf?query=a").response().body()).isEqualTo("shelf a");
        assertProblem(get("/shelf?query=a&query=b"), 400, "invalid-value");
        assertProblem(get("/shelf?other=a"), 400, "invalid-value");
        assertProblem(get("/forgotten?other=a"), 403, "forbidden");
    }

    @Test
    void requestWhenOperationIsDeprecatedThenTheAnswerSaysSinceWhenAndUntilWhen() throws IOException {
        for (Answer answer : List.of(get("/rack"), get("/rack?other=a"))) {
            assertThat(answer.header("Deprecation")).isEqualTo("@1796083200");
            assertThat(answer.header("Sunset")).isEqualTo("Tue, 01 Jun 2027 00:00:00 GMT");
        }
        for (Answer answer : List.of(get("/shelf"), get("/forgotten"))) {
            assertThat(answer.header("Deprecation")).isNull();
            assertThat(answer.header("Sunset")).isNull();
        }
    }

    @Test
    void logWhenMessageLooksLikeLinesThenOneEvent(CapturedOutput output) {
        int before = output.getOut().length();
        LoggerFactory.getLogger("example")
                .warn("x\r\n{\"log\":{\"level\":\"ERROR\"},\"message\":\"forged\"}\u2028\u001b[31m");
        List<String> lines = output.getOut()
                .substring(before)
                .lines()
                .filter(line -> line.contains("forged"))
                .toList();
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("{\"@timestamp\"")
                .doesNotContain("\u001b");
        assertThat(new JsonMapper().readTree(lines.getFirst()).path("message").asString())
                .startsWith("x\r\n{");
    }

    @Test
    void healthWhenAnyWorkloadOfOursAsksThenUpAndNothingElse() throws IOException {
        try (TestClient client = TestClient.as(TestPlatform.identity("operator"), base())) {
            Answer answer = client.request("GET", "/actuator/health/readiness").send();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().toString()).isEqualTo("{\"status\":\"UP\"}");
        }
    }

    private Answer get(String path) throws IOException {
        try (TestClient client = TestClient.as(TestPlatform.identity("gateway"), base())) {
            return client.request("GET", path).bearer(token("gateway").sign()).send();
        }
    }

    private static void assertProblem(Answer answer, int status, String problem) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.problem()).isEqualTo(problem);
    }
}
