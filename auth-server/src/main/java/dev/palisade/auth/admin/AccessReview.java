package dev.palisade.auth.admin;

import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The sheet of an access review, for auditors: every role, every consent and every sign-in of every person, with its last
 * use. People are named by their identifiers alone.
 */
@RestController
class AccessReview {

    private static final String AUDITOR = "ROLE_auditor";

    private final JdbcClient jdbc;
    private final DecisionLog decisions;

    AccessReview(JdbcClient jdbc, DecisionLog decisions) {
        this.jdbc = jdbc;
        this.decisions = decisions;
    }

    @GetMapping("/admin/access-review.json")
    ResponseEntity<List<Grant>> json(Authentication person) {
        requireAuditor(person);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(grants());
    }

    @GetMapping("/admin/access-review.csv")
    ResponseEntity<String> csv(Authentication person) {
        requireAuditor(person);
        String rows = grants().stream().map(Grant::line).collect(Collectors.joining());
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header("Content-Disposition", "attachment; filename=\"access-review.csv\"")
                .body("kind,person,of,scopes,since,lastUse\r\n" + rows);
    }

    private void requireAuditor(Authentication person) {
        boolean auditor =
                person.getAuthorities().stream().anyMatch(authority -> AUDITOR.equals(authority.getAuthority()));
        decisions.record(new Decision(
                "admin",
                auditor,
                "ReviewAccess",
                "auth-server",
                person.getName(),
                "outside",
                List.of(),
                auditor ? "role" : "not-an-auditor",
                Set.of()));
        if (!auditor) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN);
        }
    }

    private List<Grant> grants() {
        return jdbc.sql("""
                        select 'role' as kind, account.id::text as person, role as of, '' as scopes,
                            account.created_at as since,
                            (select max(access_token_issued_at) from oauth2_authorization
                                where principal_name = account.id::text) as last_use
                        from account, unnest(account.roles) as role
                        union all
                        select 'consent', principal_name, registered_client_id,
                            replace(replace(authorities, 'SCOPE_', ''), ',', ' '), created_at, last_used_at
                        from oauth2_authorization_consent
                        union all
                        select 'sign-in', principal_name, registered_client_id,
                            replace(coalesce(authorized_scopes, ''), ',', ' '), created_at, access_token_issued_at
                        from oauth2_authorization
                        where access_token_value is not null and principal_name <> registered_client_id
                        order by 2, 1, 3, 5
                        """).query((row, number) -> grant(row)).list();
    }

    private static Grant grant(ResultSet row) throws SQLException {
        Timestamp lastUse = row.getTimestamp("last_use");
        return new Grant(
                row.getString("kind"),
                row.getString("person"),
                row.getString("of"),
                row.getString("scopes"),
                row.getTimestamp("since").toInstant(),
                lastUse == null ? null : lastUse.toInstant());
    }

    /**
     * A row of the sheet.
     *
     * @param kind a role, a consent, or a sign-in that still lives
     * @param person the person's identifier
     * @param of the role, or the client
     * @param scopes what the client may do, separated by blanks
     * @param since when it was given
     * @param lastUse when a token was last issued for it, if ever
     */
    record Grant(
            String kind,
            String person,
            String of,
            String scopes,
            Instant since,
            @Nullable Instant lastUse) {

        String line() {
            return Stream.of(kind, person, of, scopes, since.toString(), lastUse == null ? "" : lastUse.toString())
                    .map(value -> '"' + value.replace("\"", "\"\"") + '"')
                    .collect(Collectors.joining(",", "", "\r\n"));
        }
    }
}
