package dev.palisade.auth.signin;

import dev.palisade.auth.person.Accounts;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Whoever was disabled or removed is signed in no longer, also in a browser whose sign-in was under way and that nobody
 * could end yet. It is asked with each request.
 */
@Component
class PresentPeople {

    private final Accounts accounts;

    PresentPeople(Accounts accounts) {
        this.accounts = accounts;
    }

    void addTo(HttpSecurity http) {
        http.addFilterAfter(new Present(), SecurityContextHolderFilter.class);
    }

    private final class Present extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            Authentication person = SecurityContextHolder.getContext().getAuthentication();
            if (person instanceof UsernamePasswordAuthenticationToken && !accounts.isEnabled(person.getName())) {
                SecurityContextHolder.clearContext();
                HttpSession session = request.getSession(false);
                if (session != null) {
                    session.invalidate();
                }
            }
            chain.doFilter(request, response);
        }
    }
}
