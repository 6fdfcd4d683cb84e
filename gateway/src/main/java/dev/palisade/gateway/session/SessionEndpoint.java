package dev.palisade.gateway.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the storefront who is signed in, and makes sure that it has a CSRF token. */
@RestController
class SessionEndpoint {

    @GetMapping("/api/session")
    ResponseEntity<Session> session(@AuthenticationPrincipal @Nullable OidcUser person, @Nullable CsrfToken csrf) {
        if (csrf != null) { // a program with a token of its own has none
            csrf.getToken(); // reading it sends the cookie
        }
        List<String> roles = person == null ? null : person.getClaimAsStringList("roles");
        Session session = person == null
                ? new Session(false, null, List.of())
                : new Session(true, person.getPreferredUsername(), roles == null ? List.of() : roles);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(session);
    }

    record Session(boolean signedIn, @Nullable String name, List<String> roles) {}
}
