package dev.palisade.auth.consent;

import dev.palisade.auth.signin.Pages;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Asks a person for consent, lists what was agreed to, and takes it back. */
@RestController
class ConsentPages {

    /** Where the authorization endpoint sends whoever has to be asked. */
    static final String ASK = "/consent";

    private static final OAuth2TokenType STATE = new OAuth2TokenType("state");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final OAuth2AuthorizationService authorizations;
    private final Consents consents;
    private final ScopeList scopeList;
    private final Pages pages;
    private final DecisionLog decisions;

    ConsentPages(
            OAuth2AuthorizationService authorizations,
            Consents consents,
            ScopeList scopeList,
            Pages pages,
            DecisionLog decisions) {
        this.authorizations = authorizations;
        this.consents = consents;
        this.scopeList = scopeList;
        this.pages = pages;
        this.decisions = decisions;
    }

    /** Shows what the stored request asks for. What the address says of client and scopes is anybody's word. */
    @GetMapping(ASK)
    ResponseEntity<String> ask(Authentication person, @RequestParam String state) {
        OAuth2Authorization asked = state.isBlank() ? null : authorizations.findByToken(state, STATE);
        OAuth2AuthorizationRequest request =
                asked == null ? null : asked.getAttribute(OAuth2AuthorizationRequest.class.getName());
        if (asked == null || request == null || !person.getName().equals(asked.getPrincipalName())) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        return pages.page(
                HttpStatus.OK,
                "consent",
                Map.of(
                        "title",
                        "Allow access?",
                        "client",
                        consents.nameOf(asked.getRegisteredClientId()),
                        "clientId",
                        asked.getRegisteredClientId(),
                        "state",
                        state,
                        "scopes",
                        scopeList.items(request.getScopes()),
                        "fields",
                        request.getScopes().stream()
                                .sorted()
                                .map(scope -> Map.of("scope", scope))
                                .toList()));
    }

    @GetMapping("/account/consents")
    ResponseEntity<String> list(CsrfToken csrf, Authentication person) {
        List<Consents.Given> given = consents.of(person.getName());
        return pages.page(
                HttpStatus.OK,
                "consents",
                Map.of(
                        "title",
                        "Programs with access",
                        "message",
                        given.isEmpty() ? "You have given no program access." : "These programs may act for you.",
                        "csrf",
                        csrf.getToken(),
                        "consents",
                        given.stream().map(this::item).toList()));
    }

    private Map<String, Object> item(Consents.Given given) {
        return Map.of(
                "client",
                consents.nameOf(given.clientId()),
                "clientId",
                given.clientId(),
                "since",
                DAY.format(given.since()),
                "lastUse",
                day(given.lastUse()),
                "scopes",
                scopeList.items(given.scopes()));
    }

    @PostMapping("/account/consents/revoke")
    ResponseEntity<String> revoke(CsrfToken csrf, Authentication person, @RequestParam("client_id") String clientId) {
        consents.revoke(clientId, person.getName());
        decisions.record(new Decision(
                "consent",
                true,
                "RevokeConsent",
                consents.isKnown(clientId) ? clientId : "unknown",
                person.getName(),
                "outside",
                List.of(),
                "revoked-by-person",
                Set.of()));
        return list(csrf, person);
    }

    private static String day(@Nullable Instant time) {
        return time == null ? "never" : DAY.format(time);
    }
}
