package dev.palisade.platform.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Without the authorization server no token can be checked: nobody is let in, and nobody is told to sign in again. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=example-service",
            "palisade.test.workload=example-service",
            "palisade.database.name=example",
            "palisade.service.audience=example-service",
            "palisade.service.issuer=${palisade.issuer}",
            "palisade.service.allowed-callers=gateway",
            "palisade.clients.auth-server.url=https://localhost:1"
        })
class OutageTests {

    @LocalServerPort
    private int port;

    @Test
    void requestWhenKeysCannotBeHadThenUnavailableEachTime() throws IOException {
        try (TestClient client = TestClient.as(TestPlatform.identity("gateway"), "https://localhost:" + port)) {
            for (int attempt = 0; attempt < 4; attempt++) {
                Answer answer = client.request("GET", "/shelf")
                        .bearer(TestPlatform.issuer()
                                .token("gateway", "example-service")
                                .scope("catalog:read")
                                .sign())
                        .send();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.problem()).isEqualTo("unavailable");
            }
        }
    }
}
