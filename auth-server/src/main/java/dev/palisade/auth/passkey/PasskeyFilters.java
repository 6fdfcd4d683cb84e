package dev.palisade.auth.passkey;

import dev.palisade.platform.problem.Outage;
import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.security.web.webauthn.authentication.PublicKeyCredentialRequestOptionsFilter;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthenticationFilter;
import org.springframework.security.web.webauthn.registration.PublicKeyCredentialCreationOptionsFilter;
import org.springframework.security.web.webauthn.registration.WebAuthnRegistrationFilter;
import org.springframework.stereotype.Component;

/**
 * The framework's endpoints for the two ceremonies, at its addresses, put together here because its own assembly leaves no
 * room for who is signed in by a passkey and for what a wrong one is answered with.
 */
@Component
public class PasskeyFilters {

    /** Where a new passkey is sent to. */
    public static final String REGISTER = "/webauthn/register";

    private final Passkeys passkeys;
    private final PasskeySignIn signIn;
    private final Problems problems;

    PasskeyFilters(Passkeys passkeys, PasskeySignIn signIn, Problems problems) {
        this.passkeys = passkeys;
        this.signIn = signIn;
        this.problems = problems;
    }

    /** Adds the endpoints to the chain of the pages. */
    public void addTo(HttpSecurity http, AuthenticationSuccessHandler signedIn) {
        WebAuthnAuthenticationFilter assertions = new WebAuthnAuthenticationFilter();
        assertions.setAuthenticationManager(signIn.manager());
        assertions.setSessionAuthenticationStrategy(new ChangeSessionIdAuthenticationStrategy());
        assertions.setAuthenticationSuccessHandler(signedIn);
        assertions.setAuthenticationFailureHandler(
                (request, response, e) -> problems.write(response, ProblemType.UNAUTHENTICATED, null));
        http.addFilterBefore(assertions, BasicAuthenticationFilter.class)
                .addFilterBefore(
                        new PublicKeyCredentialRequestOptionsFilter(passkeys.operations()), AuthorizationFilter.class)
                .addFilterBefore(
                        new PublicKeyCredentialCreationOptionsFilter(passkeys.operations()), AuthorizationFilter.class)
                .addFilterAfter(new Registration(), AuthorizationFilter.class);
    }

    /** A new passkey that does not fit is the caller's mistake; the framework would make it ours. */
    private final class Registration extends WebAuthnRegistrationFilter {

        private final RequestMatcher mine =
                PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, REGISTER);

        Registration() {
            super(passkeys.credentials(), passkeys.operations());
            setRegisterCredentialMatcher(mine);
            setRemoveCredentialMatcher(request -> false); // it does not ask whose it is
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (!mine.matches(request)) {
                chain.doFilter(request, response);
                return;
            }
            try {
                super.doFilterInternal(request, response, chain);
            } catch (RuntimeException e) {
                if (Outage.causes(e)) {
                    throw e;
                }
                problems.write(response, ProblemType.MALFORMED_BODY, null);
            }
        }
    }
}
