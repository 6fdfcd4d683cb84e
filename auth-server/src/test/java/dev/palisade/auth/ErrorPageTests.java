package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorPageTests extends AuthServerTest {

    @Test
    void errorWhenBrowserThenPage() throws IOException {
        TestClient.Answer answer = get("/error", "text/html");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.response().body()).contains("There is nothing here").doesNotContain("Exception");
    }

    @Test
    void errorWhenProgramThenProblem() throws IOException {
        TestClient.Answer answer = get("/error", "application/json");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.problem()).isEqualTo("not-found");
    }

    @Test
    void authorizeWhenClientIsUnknownThenPageForBrowsers() throws IOException {
        TestClient.Answer answer =
                get("/oauth2/authorize?response_type=code&client_id=nobody&redirect_uri=x", "text/html");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.response().body()).contains("This did not work").doesNotContain("Exception", "nobody");
    }

    @Test
    void requestWhenTargetIsMalformedThenProblemWithoutTrace() throws IOException {
        TestClient.Answer answer = get("/login;a=b", "application/json");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.response().body()).doesNotContain("Exception", "\tat ", "apache", "springframework");
    }

    @Test
    void errorWhenAcceptHeaderIsMalformedThenNoTrace() throws IOException {
        TestClient.Answer answer = get("/error", "not a media type");
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.response().body()).doesNotContain("Exception", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login",
                "/signed-out",
                "/error",
                "/sign-in.css",
                "/sign-in.js",
                "/sign-in.svg",
                "/oauth2/authorize?client_id=nobody",
                "/.well-known/openid-configuration",
                "/nowhere",
                "/actuator/health/readiness"
            })
    void answerWhenAnyThenHardened(String path) throws IOException {
        TestClient.Answer answer = get(path, "text/html");
        assertThat(answer.header("Server")).isNull();
        assertThat(answer.header("X-Powered-By")).isNull();
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(String.valueOf(answer.header("Content-Security-Policy")))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Strict-Transport-Security"))
                .as("on localhost")
                .isNull();
    }

    @Test
    void fileWhenAskedForThenHasItsTypeAndIsCached() throws IOException {
        assertThat(get("/sign-in.css", "text/css").header("Content-Type")).startsWith("text/css");
        assertThat(get("/sign-in.js", "*/*").header("Content-Type")).startsWith("text/javascript");
        assertThat(get("/sign-in.svg", "*/*").header("Content-Type")).startsWith("image/svg+xml");
        assertThat(String.valueOf(get("/sign-in.css", "*/*").header("Cache-Control")))
                .contains("max-age");
        assertThat(get("/sign-in.css", "*/*").header("Set-Cookie")).isNull();
    }

    @Test
    void nowhereWhenProgramIsNotSignedInThenUnauthenticated() throws IOException {
        TestClient.Answer answer = get("/nowhere", "application/json");
        assertThat(answer.status()).isIn(302, 401);
        assertThat(answer.response().body()).doesNotContain("Exception");
    }

    @Test
    void actuatorWhenAskedThenHealthAlone() throws IOException {
        TestClient.Answer health = get("/actuator/health/readiness", "application/json");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.response().body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(health.header("Set-Cookie")).isNull();
        for (String path : new String[] {"/actuator/env", "/actuator/heapdump", "/actuator/beans", "/actuator"}) {
            assertThat(get(path, "application/json").status()).as(path).isNotEqualTo(200);
        }
    }

    private TestClient.Answer get(String path, String accept) throws IOException {
        try (TestClient client = client(null)) {
            return client.request("GET", path).header("Accept", accept).send();
        }
    }
}
