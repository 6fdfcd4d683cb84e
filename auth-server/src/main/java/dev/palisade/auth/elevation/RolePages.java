package dev.palisade.auth.elevation;

import dev.palisade.auth.signin.Freshness;
import dev.palisade.auth.signin.Pages;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The page where people see their roles, ask for one for a while, and give it back. */
@RestController
class RolePages {

    private static final String ROLES = "/account/roles";
    private static final List<String> MINUTES = List.of("30", "60", "120", "240"); // four hours at most
    private static final int SHORTEST_REASON = 10;
    private static final int LONGEST_REASON = 300;
    private static final Map<String, String> SENTENCES = Map.of(
            "asked", "An administrator will decide. This takes effect by itself once it is granted.",
            "ended", "That has ended.");

    private final Elevations elevations;
    private final Roles roles;
    private final Freshness freshness;
    private final Pages pages;
    private final DecisionLog decisions;
    private final RequestCache requests = new HttpSessionRequestCache();

    RolePages(Elevations elevations, Roles roles, Freshness freshness, Pages pages, DecisionLog decisions) {
        this.elevations = elevations;
        this.roles = roles;
        this.freshness = freshness;
        this.pages = pages;
        this.decisions = decisions;
    }

    @GetMapping(ROLES)
    ResponseEntity<String> show(
            Authentication person,
            CsrfToken csrf,
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam(required = false) @Nullable String done) {
        if (!freshness.of(person)) { // before anything is typed
            requests.saveRequest(request, response);
            return Pages.redirect(freshness.page(person));
        }
        return page(HttpStatus.OK, person, csrf, done == null ? "" : SENTENCES.getOrDefault(done, ""), "", "");
    }

    @PostMapping(ROLES + "/ask")
    ResponseEntity<String> ask(
            Authentication person,
            CsrfToken csrf,
            @RequestParam String role,
            @RequestParam String minutes,
            @RequestParam String reason) {
        if (!elevations.eligible(current(person).standing()).contains(role)) {
            record(person, false, "AskForElevation", "another role", "not-eligible");
            throw new ResponseStatusException(HttpStatus.FORBIDDEN);
        }
        if (!freshness.of(person)) {
            record(person, false, "AskForElevation", role, "person-has-to-confirm");
            return Pages.redirect(freshness.page(person));
        }
        String words = reason.strip();
        int length = words.codePointCount(0, words.length());
        if (!MINUTES.contains(minutes)) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        if (length < SHORTEST_REASON || length > LONGEST_REASON || !Words.isPlain(words)) {
            return page(
                    HttpStatus.BAD_REQUEST,
                    person,
                    csrf,
                    "",
                    "Say why in one line of " + SHORTEST_REASON + " to " + LONGEST_REASON + " characters.",
                    Words.isPlain(words) ? words : "");
        }
        boolean asked = elevations.ask(id(person), role, words, Integer.parseInt(minutes));
        record(person, asked, "AskForElevation", role, asked ? "own" : "asked-already");
        return asked
                ? Pages.redirect(ROLES + "?done=asked")
                : page(HttpStatus.CONFLICT, person, csrf, "", "You have asked for this role, or have it.", "");
    }

    @PostMapping(ROLES + "/end")
    ResponseEntity<String> end(Authentication person, CsrfToken csrf, @RequestParam UUID elevation) {
        Elevation own = elevations
                .find(elevation)
                .filter(each -> each.person().equals(id(person)))
                .orElseThrow(() -> {
                    record(person, false, "EndElevation", "another role", "not-ones-own");
                    return new ResponseStatusException(HttpStatus.NOT_FOUND);
                });
        boolean ended = elevations.end(elevation, id(person));
        record(person, ended, "EndElevation", own.role(), ended ? "own" : "is-so-already");
        return ended
                ? Pages.redirect(ROLES + "?done=ended")
                : page(HttpStatus.CONFLICT, person, csrf, "", "That has ended already.", "");
    }

    private ResponseEntity<String> page(
            HttpStatus status, Authentication person, CsrfToken csrf, String done, String error, String reason) {
        Roles.Current current = current(person);
        Set<String> eligible = elevations.eligible(current.standing());
        Map<String, Object> values = new HashMap<>();
        values.put("title", "Your roles");
        values.put("csrf", csrf.getToken());
        values.put("done", done);
        values.put("error", error);
        values.put("reason", reason);
        values.put("roles", String.join(", ", current.all()));
        values.put(
                "ask",
                eligible.isEmpty()
                        ? List.of()
                        : List.of(Map.of(
                                "eligible",
                                eligible.stream()
                                        .map(role -> Map.of("role", role))
                                        .toList())));
        values.put(
                "elevations", elevations.of(id(person)).stream().map(this::row).toList());
        return pages.page(status, "roles", values);
    }

    private Map<String, Object> row(Elevation elevation) {
        boolean open = elevation.state() == Elevation.State.WAITING || elevation.state() == Elevation.State.RUNNING;
        return Map.of(
                "elevation", elevation.id().toString(),
                "role", elevation.role(),
                "reason", elevation.reason(),
                "minutes", String.valueOf(elevation.minutes()),
                "state", elevation.state().name().toLowerCase(Locale.ROOT),
                "asked", Pages.time(elevation.askedAt()),
                "until",
                        elevation.expiresAt() == null
                                ? List.of()
                                : List.of(Map.of("ends", Pages.time(elevation.expiresAt()))),
                "open", open ? List.of(Map.of()) : List.of());
    }

    private Roles.Current current(Authentication person) {
        return roles.of(person.getName()).orElseThrow(() -> new ResponseStatusException(HttpStatus.FORBIDDEN));
    }

    private void record(Authentication person, boolean permitted, String action, String role, String reason) {
        decisions.record(new Decision(
                "elevation", permitted, action, role, person.getName(), "browser", List.of(), reason, Set.of()));
    }

    private static UUID id(Authentication person) {
        return UUID.fromString(person.getName());
    }
}
