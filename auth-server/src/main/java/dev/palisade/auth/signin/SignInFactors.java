package dev.palisade.auth.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;

/** Adds a factor to what the session remembers; a session that is worth more gets another id. */
@Component
class SignInFactors {

    private final SecurityContextRepository contexts = new HttpSessionSecurityContextRepository();
    private final SessionAuthenticationStrategy sessions = new ChangeSessionIdAuthenticationStrategy();

    void add(Authentication person, String factor, HttpServletRequest request, HttpServletResponse response) {
        List<GrantedAuthority> authorities = new ArrayList<>(person.getAuthorities());
        authorities.removeIf(authority -> factor.equals(authority.getAuthority()));
        authorities.add(FactorGrantedAuthority.fromAuthority(factor));
        UsernamePasswordAuthenticationToken surer = UsernamePasswordAuthenticationToken.authenticated(
                Objects.requireNonNull(person.getPrincipal()), null, authorities);
        surer.setDetails(person.getDetails());
        sessions.onAuthentication(surer, request, response);
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(surer);
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
    }
}
