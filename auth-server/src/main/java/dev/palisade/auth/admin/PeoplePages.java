package dev.palisade.auth.admin;

import dev.palisade.auth.account.SignIns;
import dev.palisade.auth.elevation.Elevation;
import dev.palisade.auth.elevation.Elevations;
import dev.palisade.auth.elevation.Words;
import dev.palisade.auth.event.SignInEvents;
import dev.palisade.auth.signin.Pages;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The people, and what an administrator can do to one of them. */
@RestController
class PeoplePages {

    private static final String PEOPLE = "/admin/people";
    private static final String PERSON = PEOPLE + "/{id}";
    private static final int LONGEST_NAME = 64;
    private static final int EVENTS = 10;
    private static final Map<String, String> SENTENCES = Map.of(
            "disable", "This person is disabled, and signed out everywhere.",
            "enable", "This person may sign in again.",
            "end", "This person is signed out everywhere.");

    private final Directory people;
    private final Grants grants;
    private final SignIns signIns;
    private final SignInEvents events;
    private final Elevations elevations;
    private final Disabling disabling;
    private final AdminPages pages;

    PeoplePages(
            Directory people,
            Grants grants,
            SignIns signIns,
            SignInEvents events,
            Elevations elevations,
            Disabling disabling,
            AdminPages pages) {
        this.people = people;
        this.grants = grants;
        this.signIns = signIns;
        this.events = events;
        this.elevations = elevations;
        this.disabling = disabling;
        this.pages = pages;
    }

    @GetMapping(PEOPLE)
    ResponseEntity<String> list(
            @RequestParam(defaultValue = "") String name, @RequestParam(defaultValue = "1") String page) {
        int number = AdminPages.number(page);
        if (name.length() > LONGEST_NAME || !Words.isPlain(name)) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        List<Directory.Person> found =
                people.search(name.strip(), AdminPages.PAGE_SIZE + 1, (number - 1L) * AdminPages.PAGE_SIZE);
        String base = PEOPLE + "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&";
        Map<String, Object> values = new HashMap<>(AdminPages.turning(base, number, found.size()));
        values.put("name", name);
        values.put("none", AdminPages.when(found.isEmpty()));
        values.put(
                "people",
                found.stream()
                        .limit(AdminPages.PAGE_SIZE)
                        .map(person -> Map.of(
                                "id", person.id().toString(),
                                "login", person.login(),
                                "roles", String.join(", ", person.roles()),
                                "factors", person.factors(),
                                "last", Pages.time(person.lastSignIn()),
                                "disabled", AdminPages.when(person.disabledAt() != null)))
                        .toList());
        return pages.page(HttpStatus.OK, "admin-people", "People", PEOPLE, values);
    }

    @GetMapping(PERSON)
    ResponseEntity<String> show(
            Authentication actor,
            CsrfToken csrf,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String done) {
        pages.record(actor, true, "ReadPerson", id.toString(), "role");
        return page(HttpStatus.OK, actor, csrf, person(id), done == null ? "" : SENTENCES.getOrDefault(done, ""), "");
    }

    @PostMapping(PERSON)
    ResponseEntity<String> act(Authentication actor, CsrfToken csrf, @PathVariable UUID id, @RequestParam String act) {
        Directory.Person person = person(id);
        UUID by = AdminPages.id(actor);
        return switch (act) {
            case "disable" -> {
                if (id.equals(by)) {
                    pages.record(actor, false, "DisablePerson", id.toString(), "own-account");
                    yield page(HttpStatus.FORBIDDEN, actor, csrf, person, "", "Nobody can disable themselves.");
                }
                yield done(actor, csrf, person, "DisablePerson", act, disabling.disable(id, by));
            }
            case "enable" -> done(actor, csrf, person, "EnablePerson", act, disabling.enable(id));
            case "end" -> {
                signIns.endAll(id, null);
                yield done(actor, csrf, person, "EndSignIns", act, true);
            }
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        };
    }

    private ResponseEntity<String> done(
            Authentication actor, CsrfToken csrf, Directory.Person person, String action, String act, boolean changed) {
        pages.record(actor, changed, action, person.id().toString(), changed ? "administrator" : "is-so-already");
        return changed
                ? Pages.redirect(PEOPLE + "/" + person.id() + "?done=" + act)
                : page(HttpStatus.CONFLICT, actor, csrf, person, "", "Somebody else has done this already.");
    }

    private Directory.Person person(UUID id) {
        return people.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private ResponseEntity<String> page(
            HttpStatus status,
            Authentication actor,
            CsrfToken csrf,
            Directory.Person person,
            String done,
            String error) {
        UUID id = person.id();
        boolean acts = pages.isAdministrator(actor);
        boolean disabled = person.disabledAt() != null;
        Map<String, Object> values = new HashMap<>();
        values.put("csrf", csrf.getToken());
        values.put("done", done);
        values.put("error", error);
        values.put("id", id.toString());
        values.put("login", person.login());
        values.put("roles", String.join(", ", person.roles()));
        values.put("since", Pages.time(person.since()));
        values.put("factors", person.factors());
        values.put("last", Pages.time(person.lastSignIn()));
        values.put("disabled", disabled ? List.of(Map.of("at", Pages.time(person.disabledAt()))) : List.of());
        values.put("maySignIn", AdminPages.when(!disabled));
        values.put("disable", AdminPages.when(acts && !disabled && !id.equals(AdminPages.id(actor))));
        values.put("enable", AdminPages.when(acts && disabled));
        values.put("end", AdminPages.when(acts && !disabled));
        List<SignIns.SignIn> signedIn = signIns.of(id);
        values.put("noSignIns", AdminPages.when(signedIn.isEmpty()));
        values.put(
                "signIns",
                signedIn.stream()
                        .map(signIn -> Map.of(
                                "device", signIn.device(),
                                "since", Pages.time(signIn.since()),
                                "used", Pages.time(signIn.lastUsed())))
                        .toList());
        values.put(
                "grants",
                grants.of(id).stream()
                        .map(grant -> Map.of(
                                "kind", grant.kind(),
                                "of", grant.of(),
                                "scopes", grant.scopes(),
                                "since", Pages.time(grant.since()),
                                "until", grant.until() == null ? "open end" : Pages.time(grant.until()),
                                "used", Pages.time(grant.lastUse())))
                        .toList());
        List<Elevation> asked = elevations.of(id);
        values.put("noElevations", AdminPages.when(asked.isEmpty()));
        values.put("elevations", asked.stream().map(ElevationRows::row).toList());
        values.put("events", EventPages.rows(events.find(id, null, EVENTS, 0)));
        return pages.page(status, "admin-person", person.login(), PEOPLE, values);
    }
}
