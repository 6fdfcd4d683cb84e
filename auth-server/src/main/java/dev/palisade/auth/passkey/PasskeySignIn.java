package dev.palisade.auth.passkey;

import dev.palisade.auth.factor.Recognition;
import dev.palisade.auth.person.Accounts;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.problem.Outage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthenticationRequestToken;
import org.springframework.stereotype.Component;

/** Signs in whoever a passkey belongs to. It needs no throttle: there is nothing to guess. */
@Component
class PasskeySignIn {

    private final Passkeys passkeys;
    private final Accounts accounts;
    private final DecisionLog decisions;

    PasskeySignIn(Passkeys passkeys, Accounts accounts, DecisionLog decisions) {
        this.passkeys = passkeys;
        this.accounts = accounts;
        this.decisions = decisions;
    }

    AuthenticationManager manager() {
        return request -> authenticate((WebAuthnAuthenticationRequestToken) request);
    }

    private Authentication authenticate(WebAuthnAuthenticationRequestToken request) {
        try {
            String id = Handles.account(passkeys.operations()
                            .authenticate(request.getWebAuthnRequest())
                            .getId())
                    .toString();
            UserDetails person = accounts.signedIn(id).orElseThrow();
            if (!person.isEnabled()) {
                record(id, false, "person-disabled");
                throw new DisabledException("Disabled");
            }
            List<GrantedAuthority> authorities = new ArrayList<>(person.getAuthorities());
            authorities.add(FactorGrantedAuthority.fromAuthority(Recognition.PASSKEY));
            record(id, true, "passkey");
            return UsernamePasswordAuthenticationToken.authenticated(person, null, authorities);
        } catch (DisabledException e) {
            throw new BadCredentialsException("This passkey is not acceptable", e);
        } catch (RuntimeException e) {
            if (Outage.causes(e)) {
                throw e;
            }
            record("unknown", false, "passkey-not-acceptable");
            throw new BadCredentialsException("This passkey is not acceptable", e);
        }
    }

    private void record(String subject, boolean permitted, String reason) {
        decisions.record(new Decision(
                "sign-in", permitted, "Passkey", "auth-server", subject, "browser", List.of(), reason, Set.of()));
    }
}
