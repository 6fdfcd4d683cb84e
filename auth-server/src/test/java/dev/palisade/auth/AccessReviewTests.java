package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.CodeFlow;
import dev.palisade.test.TestClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The sheet of an access review, and who may have it. */
class AccessReviewTests extends AuthServerTest {

    @Test
    void reviewWhenAuditorThenEveryGrantWithItsLastUse() {
        String person = claims(gatewayTokens("erin", "openid payment:refund").get("id_token"))
                .getSubject();
        HttpResponse<String> answer = withTwoFactors("dave").get("/admin/access-review.json");

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
        assertThat(answer.body()).doesNotContain("erin", "argon2").doesNotContainPattern("eyJ[\\w-]{20}");
        assertThat(decisions.reasons())
                .containsExactly("permit password", "permit password", "permit time-code", "permit role");
    }

    @Test
    void reviewWhenAuditorWantsASheetThenCsv() {
        HttpResponse<String> answer = withTwoFactors("dave").get("/admin/access-review.csv");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        assertThat(answer.body().lines()).first().isEqualTo("kind,person,of,scopes,since,until,lastUse");
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
    void reviewWhenOneFactorThenTheSecondIsAskedForAndLeadsOn() {
        CodeFlow browser = signedIn("dave");
        HttpResponse<String> answer = browser.get("/admin/access-review.csv");
        assertThat(leadsTo(answer)).isEqualTo("/second-factor");
        assertThat(answer.body()).isEmpty();
        assertThat(decisions.reasons()).endsWith("deny person-has-to-confirm");

        CodeFlow.Page sheet =
                browser.submit(page(browser, "/second-factor"), "/second-factor", Map.of("code", timeCode("dave")));
        assertThat(sheet.uri().getPath()).isEqualTo("/admin/access-review.csv");
        assertThat(sheet.body()).startsWith("kind,person");
    }

    @Test
    void reviewWhenRoleWasLentThenItsEndAndLastUse() {
        DATABASE.execute("delete from elevation");
        DATABASE.execute(
                "insert into elevation (person, role, reason, minutes, granted_by, granted_at, expires_at, last_used_at)"
                        + " values ('" + idOf("erin") + "', 'auditor', '=cmd|calculate', 60, '" + idOf("frank")
                        + "', now(),"
                        + " now() + interval '1 hour', now())");
        JsonNode row = new TestClient.Answer(withTwoFactors("dave").get("/admin/access-review.json"))
                .json()
                .valueStream()
                .filter(each -> each.path("kind").asString().equals("elevation"))
                .findFirst()
                .orElseThrow();
        DATABASE.execute("delete from elevation");
        assertThat(row.path("person").asString()).isEqualTo(idOf("erin"));
        assertThat(row.path("of").asString()).isEqualTo("auditor");
        assertThat(row.path("until").asString()).isNotBlank();
        assertThat(row.path("lastUse").asString()).isNotBlank();
        assertThat(row.toString()).doesNotContain("cmd");
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
