package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.CodeFlow;
import dev.palisade.test.TestClient;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The sheet of an access review, and who may have it. */
class AccessReviewTests extends AuthServerTest {

    @Test
    void reviewWhenAuditorThenEveryGrantWithItsLastUse() {
        String person = claims(gatewayTokens("erin", "openid payment:refund").get("id_token"))
                .getSubject();
        HttpResponse<String> answer = signedIn("dave").get("/admin/access-review.json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(cache -> assertThat(cache).contains("no-store"));
        List<JsonNode> rows = new TestClient.Answer(answer)
                .json()
                .valueStream()
                .filter(row -> row.path("person").asString().equals(person))
                .toList();
        assertThat(rows).anySatisfy(row -> {
            assertThat(row.path("kind").asString()).isEqualTo("role");
            assertThat(row.path("of").asString()).isEqualTo("support");
            assertThat(row.path("lastUse").asString()).isNotBlank();
        });
        assertThat(rows).anySatisfy(row -> {
            assertThat(row.path("kind").asString()).isEqualTo("sign-in");
            assertThat(row.path("of").asString()).isEqualTo("gateway");
            assertThat(row.path("scopes").asString().split(" ")).contains("payment:refund");
            assertThat(row.path("since").asString()).isNotBlank();
        });
        assertThat(answer.body()).doesNotContain("erin", "argon2", "eyJ");
        assertThat(decisions.reasons()).containsExactly("permit password", "permit password", "permit role");
    }

    @Test
    void reviewWhenAuditorWantsASheetThenCsv() {
        HttpResponse<String> answer = signedIn("dave").get("/admin/access-review.csv");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        assertThat(answer.body().lines()).first().isEqualTo("kind,person,of,scopes,since,lastUse");
        assertThat(answer.body()).contains("\"role\",", "\"auditor\"");
    }

    @Test
    void reviewWhenNoAuditorThenForbidden() {
        for (String login : List.of("alice", "carol", "erin")) {
            for (String path : List.of("/admin/access-review.json", "/admin/access-review.csv")) {
                HttpResponse<String> answer = signedIn(login).get(path);
                assertThat(answer.statusCode()).as(login).isEqualTo(403);
                assertThat(answer.body()).doesNotContain("\"role\"", "kind,person");
            }
        }
        assertThat(decisions.reasons())
                .filteredOn(reason -> reason.startsWith("deny"))
                .hasSize(6)
                .containsOnly("deny not-an-auditor");
    }

    @Test
    void reviewWhenNobodyIsSignedInThenSignInPage() {
        HttpResponse<String> answer = cli().get("/admin/access-review.json");
        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).endsWith("/login"));
    }

    private CodeFlow signedIn(String login) {
        CodeFlow browser = cli();
        browser.code(login, password(login), "openid", CodeFlow.random());
        return browser;
    }
}
