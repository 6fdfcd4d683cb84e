package dev.palisade.auth.admin;

import dev.palisade.auth.elevation.Elevation;
import dev.palisade.auth.elevation.Elevation.State;
import dev.palisade.auth.elevation.Elevations;
import dev.palisade.auth.elevation.Roles;
import dev.palisade.auth.signin.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Who has asked for a role and who has one for a while; administrators decide, never about themselves. */
@RestController
class ElevationPages {

    private static final String ELEVATIONS = "/admin/elevations";
    private static final Map<String, String> SENTENCES = Map.of(
            "grant", "The role is granted.",
            "refuse", "The role is refused.",
            "end", "The role has ended, and with it everything that the person was signed in to.");

    private final Elevations elevations;
    private final Roles roles;
    private final AdminPages pages;

    ElevationPages(Elevations elevations, Roles roles, AdminPages pages) {
        this.elevations = elevations;
        this.roles = roles;
        this.pages = pages;
    }

    @GetMapping(ELEVATIONS)
    ResponseEntity<String> list(
            Authentication actor, CsrfToken csrf, @RequestParam(required = false) @Nullable String done) {
        return page(HttpStatus.OK, actor, csrf, done == null ? "" : SENTENCES.getOrDefault(done, ""), "");
    }

    @PostMapping(ELEVATIONS)
    ResponseEntity<String> act(
            Authentication actor, CsrfToken csrf, @RequestParam UUID elevation, @RequestParam String act) {
        Elevation asked =
                elevations.find(elevation).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        String action = switch (act) {
            case "grant" -> "GrantElevation";
            case "refuse" -> "RefuseElevation";
            case "end" -> "EndElevation";
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        };
        String subject = asked.role() + " for " + asked.person();
        Optional<String> refusal = refusal(actor, asked, act);
        if (refusal.isPresent()) {
            pages.record(actor, false, action, subject, refusal.get());
            return page(HttpStatus.FORBIDDEN, actor, csrf, "", "You may not decide about this one.");
        }
        boolean changed = isInState(asked, act)
                && (act.equals("grant")
                        ? elevations.grant(elevation, AdminPages.id(actor))
                        : elevations.end(elevation, AdminPages.id(actor)));
        pages.record(actor, changed, action, subject, changed ? "administrator" : "is-so-already");
        return changed
                ? Pages.redirect(ELEVATIONS + "?done=" + act)
                : page(HttpStatus.CONFLICT, actor, csrf, "", "This one was decided or has ended already.");
    }

    /** Why this administrator may not do it: one's own is for another to grant, and what is lent cannot be lent on. */
    private Optional<String> refusal(Authentication actor, Elevation asked, String act) {
        if (!act.equals("end") && asked.person().equals(AdminPages.id(actor))) {
            return Optional.of("own-elevation");
        }
        if (!act.equals("grant")) {
            return Optional.empty();
        }
        if (!pages.roles(actor).standing().contains(Roles.ADMINISTRATOR)) {
            return Optional.of("administrator-for-a-while");
        }
        boolean eligible = roles.of(asked.person().toString())
                .filter(current -> elevations.eligible(current.standing()).contains(asked.role()))
                .isPresent();
        return eligible ? Optional.empty() : Optional.of("not-eligible");
    }

    private static boolean isInState(Elevation asked, String act) {
        return asked.state() == (act.equals("end") ? State.RUNNING : State.WAITING);
    }

    private ResponseEntity<String> page(
            HttpStatus status, Authentication actor, CsrfToken csrf, String done, String error) {
        boolean acts = pages.isAdministrator(actor);
        Map<String, Object> values = new HashMap<>();
        values.put("csrf", csrf.getToken());
        values.put("done", done);
        values.put("error", error);
        List<Elevation> latest = elevations.latest();
        values.put("none", AdminPages.when(latest.isEmpty()));
        values.put(
                "elevations",
                latest.stream()
                        .map(elevation -> {
                            boolean own = elevation.person().equals(AdminPages.id(actor));
                            Map<String, Object> row = new HashMap<>(ElevationRows.row(elevation));
                            row.put("decide", AdminPages.when(acts && !own && elevation.state() == State.WAITING));
                            row.put("end", AdminPages.when(acts && elevation.state() == State.RUNNING));
                            return row;
                        })
                        .toList());
        return pages.page(status, "admin-elevations", "Elevations", ELEVATIONS, values);
    }
}
