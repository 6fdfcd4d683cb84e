package dev.palisade.auth.admin;

import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The sheet of an access review: every role, also those for a while, every consent and every sign-in of every person, with
 * its last use. People are named by their identifiers alone.
 */
@RestController
class AccessReview {

    private final Grants grants;
    private final DecisionLog decisions;

    AccessReview(Grants grants, DecisionLog decisions) {
        this.grants = grants;
        this.decisions = decisions;
    }

    @GetMapping("/admin/access-review.json")
    ResponseEntity<List<Grant>> json(Authentication person) {
        record(person);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(grants.all());
    }

    @GetMapping("/admin/access-review.csv")
    ResponseEntity<String> csv(Authentication person) {
        record(person);
        String rows = grants.all().stream().map(Grant::line).collect(Collectors.joining());
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header("Content-Disposition", "attachment; filename=\"access-review.csv\"")
                .body(Grant.HEAD + rows);
    }

    private void record(Authentication person) {
        decisions.record(new Decision(
                "admin",
                true,
                "ReviewAccess",
                "auth-server",
                person.getName(),
                "browser",
                List.of(),
                "role",
                Set.of()));
    }
}
