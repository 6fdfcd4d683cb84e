package dev.palisade.auth.device;

import dev.palisade.auth.authorize.GrantedScopes;
import dev.palisade.auth.consent.Consents;
import dev.palisade.auth.consent.ScopeList;
import dev.palisade.auth.signin.Pages;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2DeviceCode;
import org.springframework.security.oauth2.core.OAuth2UserCode;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where a person types the code that a device shows, sees who asks for what, and decides (RFC 8628 section 3.3). It is
 * asked each time, also when the address brought the code along: somebody else may have sent it (section 5.4).
 */
@RestController
class DevicePages {

    /** The address that a device shows. */
    static final String PATH = "/device";

    private static final String SCOPE = "scope";

    private final UserCodes codes;
    private final OAuth2AuthorizationService authorizations;
    private final GrantedScopes grantedScopes;
    private final Consents consents;
    private final ScopeList scopeList;
    private final Pages pages;
    private final DecisionLog decisions;

    DevicePages(
            UserCodes codes,
            OAuth2AuthorizationService authorizations,
            GrantedScopes grantedScopes,
            Consents consents,
            ScopeList scopeList,
            Pages pages,
            DecisionLog decisions) {
        this.codes = codes;
        this.authorizations = authorizations;
        this.grantedScopes = grantedScopes;
        this.consents = consents;
        this.scopeList = scopeList;
        this.pages = pages;
        this.decisions = decisions;
    }

    @GetMapping(PATH)
    ResponseEntity<String> form(
            CsrfToken csrf, @RequestParam(name = "user_code", required = false) @Nullable String code) {
        return form(HttpStatus.OK, csrf, code == null ? "" : code, "");
    }

    @PostMapping(PATH)
    ResponseEntity<String> show(CsrfToken csrf, Authentication person, @RequestParam("user_code") String code) {
        if (codes.mustWait(person.getName())) {
            return mustWait(csrf, person);
        }
        return codes.find(code, person.getName())
                .map(device -> consent(csrf, person, device, code))
                .orElseGet(() -> wrong(csrf, person));
    }

    @PostMapping(PATH + "/decision")
    ResponseEntity<String> decide(
            CsrfToken csrf,
            Authentication person,
            @RequestParam("user_code") String code,
            @RequestParam("decision") String decision) {
        if (codes.mustWait(person.getName())) {
            return mustWait(csrf, person);
        }
        return codes.find(code, person.getName())
                .map(device -> decision.equals("allow") ? allow(person, device) : deny(person, device))
                .orElseGet(() -> wrong(csrf, person));
    }

    private ResponseEntity<String> consent(
            CsrfToken csrf, Authentication person, OAuth2Authorization device, String code) {
        return pages.page(
                HttpStatus.OK,
                "device-consent",
                Map.of(
                        "title",
                        "Allow access?",
                        "client",
                        consents.nameOf(device.getRegisteredClientId()),
                        "csrf",
                        csrf.getToken(),
                        "code",
                        code,
                        "scopes",
                        scopeList.items(grantedScopes.narrow(wanted(device), person))));
    }

    private ResponseEntity<String> allow(Authentication person, OAuth2Authorization device) {
        Set<String> granted = grantedScopes.narrow(wanted(device), person);
        authorizations.save(OAuth2Authorization.from(device)
                .principalName(person.getName())
                .authorizedScopes(granted)
                .attribute(Principal.class.getName(), person)
                .attributes(attributes -> attributes.remove(SCOPE))
                .invalidate(userCode(device))
                .build());
        consents.add(device.getRegisteredClientId(), person.getName(), granted);
        decisions.record(decision(true, person, device.getRegisteredClientId(), "allowed"));
        return done("Done", "The device is connected. You can close this page.");
    }

    private ResponseEntity<String> deny(Authentication person, OAuth2Authorization device) {
        OAuth2Authorization.Builder denied = OAuth2Authorization.from(device).invalidate(userCode(device));
        OAuth2Authorization.Token<OAuth2DeviceCode> deviceCode = device.getToken(OAuth2DeviceCode.class);
        if (deviceCode != null) {
            denied.invalidate(deviceCode.getToken());
        }
        authorizations.save(denied.build());
        decisions.record(decision(false, person, device.getRegisteredClientId(), "denied-by-person"));
        return done("Not connected", "The device gets no access.");
    }

    private ResponseEntity<String> wrong(CsrfToken csrf, Authentication person) {
        decisions.record(decision(false, person, "unknown", "no-such-user-code"));
        return form(HttpStatus.BAD_REQUEST, csrf, "", "No device is waiting with this code.");
    }

    private ResponseEntity<String> mustWait(CsrfToken csrf, Authentication person) {
        decisions.record(decision(false, person, "unknown", "too-many-wrong-user-codes"));
        return form(HttpStatus.TOO_MANY_REQUESTS, csrf, "", "Too many wrong codes. Try again in ten minutes.");
    }

    private ResponseEntity<String> form(HttpStatus status, CsrfToken csrf, String code, String error) {
        return pages.page(
                status,
                "device",
                Map.of("title", "Connect a device", "csrf", csrf.getToken(), "code", code, "error", error));
    }

    private ResponseEntity<String> done(String title, String message) {
        return pages.page(HttpStatus.OK, "device-done", Map.of("title", title, "message", message));
    }

    private static Set<String> wanted(OAuth2Authorization device) {
        Set<String> wanted = device.getAttribute(SCOPE);
        return wanted == null ? Set.of() : wanted;
    }

    private static OAuth2UserCode userCode(OAuth2Authorization device) {
        OAuth2Authorization.Token<OAuth2UserCode> code = device.getToken(OAuth2UserCode.class);
        if (code == null) {
            throw new IllegalStateException("Found by its user code, and has none");
        }
        return code.getToken();
    }

    private static Decision decision(boolean permitted, Authentication person, String client, String reason) {
        return new Decision(
                "device", permitted, "ConnectDevice", client, person.getName(), "outside", List.of(), reason, Set.of());
    }
}
