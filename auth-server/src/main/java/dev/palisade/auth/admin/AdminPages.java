package dev.palisade.auth.admin;

import dev.palisade.auth.elevation.Roles;
import dev.palisade.auth.signin.Pages;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** What the pages of administration have in common: where one can go, who acts, and pages of long lists. */
@Component
class AdminPages {

    static final int PAGE_SIZE = 25;

    private static final int LAST_PAGE = 100_000; // nobody turns so many
    private static final Map<String, String> NAVIGATION = new LinkedHashMap<>();

    static {
        NAVIGATION.put("/admin/people", "People");
        NAVIGATION.put("/admin/elevations", "Elevations");
        NAVIGATION.put("/admin/events", "Sign-in events");
        NAVIGATION.put("/admin/clients", "Clients");
        NAVIGATION.put("/admin/keys", "Keys");
    }

    private final Pages pages;
    private final Roles roles;
    private final DecisionLog decisions;

    AdminPages(Pages pages, Roles roles, DecisionLog decisions) {
        this.pages = pages;
        this.roles = roles;
        this.decisions = decisions;
    }

    /** A page, with the way to the others. */
    ResponseEntity<String> page(
            HttpStatus status, String name, String title, String section, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("title", title);
        all.put(
                "navigation",
                NAVIGATION.entrySet().stream()
                        .map(entry -> Map.of(
                                "href",
                                entry.getKey(),
                                "text",
                                entry.getValue(),
                                "here",
                                when(entry.getKey().equals(section)),
                                "elsewhere",
                                when(!entry.getKey().equals(section))))
                        .toList());
        return pages.page(status, name, all);
    }

    /** A part of a page that is there or not. */
    static List<Map<String, String>> when(boolean there) {
        return there ? List.of(Map.of()) : List.of();
    }

    /** What a person is now. */
    Roles.Current roles(Authentication person) {
        return roles.of(person.getName()).orElseThrow(() -> new ResponseStatusException(HttpStatus.FORBIDDEN));
    }

    /** Whether a person may change something. */
    boolean isAdministrator(Authentication person) {
        return roles(person).has(Roles.ADMINISTRATOR);
    }

    /** Writes into the decision log what an administrator did to whom. */
    void record(Authentication actor, boolean permitted, String action, String subject, String reason) {
        decisions.record(new Decision(
                "admin", permitted, action, subject, actor.getName(), "browser", List.of(), reason, Set.of()));
    }

    /**
     * The number of a page.
     *
     * @throws ResponseStatusException 400 when it is none
     */
    static int number(String page) {
        if (page.matches("[1-9]\\d{0,5}") && Integer.parseInt(page) <= LAST_PAGE) {
            return Integer.parseInt(page);
        }
        throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
    }

    /** The links to the pages before and after, for lists of which one row more than fits was read. */
    static Map<String, Object> turning(String base, int page, int read) {
        if (read == 0 && page > 1) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        Map<String, Object> links = new HashMap<>();
        links.put("before", page > 1 ? List.of(Map.of("link", base + "page=" + (page - 1))) : List.of());
        links.put("after", read > PAGE_SIZE ? List.of(Map.of("link", base + "page=" + (page + 1))) : List.of());
        links.put("page", String.valueOf(page));
        return links;
    }

    static UUID id(Authentication person) {
        return UUID.fromString(person.getName());
    }
}
