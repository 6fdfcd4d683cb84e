package dev.palisade.auth.admin;

import dev.palisade.auth.event.SignInEvents;
import dev.palisade.auth.event.SignInEvents.SignInEvent;
import dev.palisade.auth.signin.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What happened when people signed in. */
@RestController
class EventPages {

    private static final String EVENTS = "/admin/events";

    private final SignInEvents events;
    private final AdminPages pages;

    EventPages(SignInEvents events, AdminPages pages) {
        this.events = events;
        this.pages = pages;
    }

    @GetMapping(EVENTS)
    ResponseEntity<String> list(
            @RequestParam(required = false) @Nullable UUID person,
            @RequestParam(defaultValue = "") String outcome,
            @RequestParam(defaultValue = "1") String page) {
        int number = AdminPages.number(page);
        Boolean permitted = switch (outcome) {
            case "" -> null;
            case "permitted" -> true;
            case "refused" -> false;
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        };
        List<SignInEvent> found =
                events.find(person, permitted, AdminPages.PAGE_SIZE + 1, (number - 1L) * AdminPages.PAGE_SIZE);
        String of = person == null ? "" : person.toString();
        String base = EVENTS + "?person=" + of + "&outcome=" + outcome + "&";
        Map<String, Object> values = new HashMap<>(AdminPages.turning(base, number, found.size()));
        values.put("person", of);
        values.put("everybody", AdminPages.when(person == null));
        values.put("one", AdminPages.when(person != null));
        for (String each : List.of("", "permitted", "refused")) {
            String name = each.isEmpty() ? "all" : each;
            values.put(name + "Chosen", AdminPages.when(outcome.equals(each)));
            values.put(name + "Offered", AdminPages.when(!outcome.equals(each)));
        }
        values.put("none", AdminPages.when(found.isEmpty()));
        values.put("events", rows(found.stream().limit(AdminPages.PAGE_SIZE).toList()));
        return pages.page(HttpStatus.OK, "admin-events", "Sign-in events", EVENTS, values);
    }

    static List<Map<String, String>> rows(List<SignInEvent> events) {
        return events.stream()
                .map(event -> Map.of(
                        "at",
                        Pages.time(event.at()),
                        "who",
                        Objects.requireNonNullElse(
                                event.login(),
                                event.person() == null
                                        ? "nobody known"
                                        : event.person().toString()),
                        "what",
                        event.action().replaceAll("(?<=[a-z])(?=[A-Z])", " "),
                        "outcome",
                        event.permitted() ? "permitted" : "refused",
                        "why",
                        event.reason().replace('-', ' ')))
                .toList();
    }
}
