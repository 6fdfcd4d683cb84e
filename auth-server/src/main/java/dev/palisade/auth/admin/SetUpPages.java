package dev.palisade.auth.admin;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.signin.Pages;
import dev.palisade.auth.token.KeyStates;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the server is set up: the clients, which are configuration, and the keys, of which nothing private is known here. */
@RestController
class SetUpPages {

    private static final String CLIENTS = "/admin/clients";
    private static final String KEYS = "/admin/keys";
    private static final Set<String> FOR_PEOPLE =
            Set.of("authorization_code", "urn:ietf:params:oauth:grant-type:device_code");

    private final AuthProperties properties;
    private final KeyStates keys;
    private final AdminPages pages;

    SetUpPages(AuthProperties properties, KeyStates keys, AdminPages pages) {
        this.properties = properties;
        this.keys = keys;
        this.pages = pages;
    }

    @GetMapping(CLIENTS)
    ResponseEntity<String> clients() {
        List<Map<String, String>> clients = new TreeMap<>(properties.clients())
                .entrySet().stream()
                        .map(entry -> client(entry.getKey(), entry.getValue()))
                        .toList();
        return pages.page(HttpStatus.OK, "admin-clients", "Clients", CLIENTS, Map.of("clients", clients));
    }

    @GetMapping(KEYS)
    ResponseEntity<String> keys() {
        List<Map<String, String>> all = keys.all().stream()
                .map(key -> Map.of(
                        "id", key.id(),
                        "algorithm", key.algorithm(),
                        "state", key.state(),
                        "since", time(key.since(), "from the beginning"),
                        "until", time(key.until(), "open end")))
                .toList();
        return pages.page(HttpStatus.OK, "admin-keys", "Keys", KEYS, Map.of("keys", all));
    }

    private static Map<String, String> client(String id, AuthProperties.Client client) {
        Map<String, String> row = new HashMap<>();
        row.put("id", id);
        row.put("name", client.name() == null ? id : client.name());
        row.put("proof", client.publicClient() ? "not at all: it is public, with PKCE" : "by its certificate");
        boolean people = client.grants().stream().anyMatch(FOR_PEOPLE::contains);
        row.put(
                "people",
                !people
                        ? "no, it acts for itself and by exchange"
                        : client.consent() ? "yes, and they are asked" : "yes");
        row.put("push", client.mustPush() ? "pushed requests only" : "pushed or plain requests");
        row.put("grants", list(client.grants()));
        row.put("redirects", list(client.redirectUris()));
        row.put("scopes", list(client.scopes()));
        return row;
    }

    private static String list(Collection<String> values) {
        return values.isEmpty() ? "none" : String.join(", ", new TreeSet<>(values));
    }

    private static String time(@Nullable Instant time, String otherwise) {
        return time == null ? otherwise : Pages.time(time);
    }
}
