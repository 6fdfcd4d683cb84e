package dev.palisade.auth.admin;

import dev.palisade.auth.elevation.Roles;
import dev.palisade.auth.factor.Recognition;
import dev.palisade.auth.factor.StepUpEntryPoint;
import dev.palisade.auth.signin.Freshness;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.token.AuthenticationClass;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before everything under {@code /admin}, whether there is a page or not. Reading is for auditors and administrators
 * who have given two factors, anything else for administrators who have given the second one within the last minutes.
 */
@Component
public class AdminDoor {

    private static final Set<String> READERS = Set.of(Roles.AUDITOR, Roles.ADMINISTRATOR);
    private static final Set<String> ACTORS = Set.of(Roles.ADMINISTRATOR);
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Roles roles;
    private final Freshness freshness;
    private final DecisionLog decisions;
    private final RequestCache requests = new HttpSessionRequestCache();

    AdminDoor(Roles roles, Freshness freshness, DecisionLog decisions) {
        this.roles = roles;
        this.freshness = freshness;
        this.decisions = decisions;
    }

    /** Puts it where it is known who signed in. */
    public void addTo(HttpSecurity http) {
        http.addFilterBefore(new Door(), AuthorizationFilter.class);
    }

    private final class Door extends OncePerRequestFilter {

        private final RequestMatcher admin = PathPatternRequestMatcher.pathPattern("/admin/**");

        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            return !admin.matches(request);
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            Authentication person = SecurityContextHolder.getContext().getAuthentication();
            if (person == null || person instanceof AnonymousAuthenticationToken) {
                chain.doFilter(request, response); // to the sign-in
                return;
            }
            boolean reads = READING.contains(request.getMethod());
            Set<String> needed = reads ? READERS : ACTORS;
            Optional<Roles.Current> current = roles.of(person.getName()).filter(each -> each.hasAny(needed));
            if (current.isEmpty()) {
                refuse(person, reads, reads ? "not-an-auditor" : "not-an-administrator");
                response.sendError(HttpServletResponse.SC_FORBIDDEN);
            } else if (!(reads ? hasTwoFactors(person) : freshness.ofTwoFactors(person))) {
                refuse(person, reads, "person-has-to-confirm");
                requests.saveRequest(new Page(request), response);
                response.sendRedirect(StepUpEntryPoint.SECOND_FACTOR, HttpServletResponse.SC_SEE_OTHER);
            } else {
                roles.used(person.getName(), lent(current.get(), needed));
                chain.doFilter(request, response);
            }
        }

        private Set<String> lent(Roles.Current current, Set<String> needed) {
            return needed.stream().anyMatch(current.standing()::contains)
                    ? Set.of()
                    : Set.copyOf(current.lent().keySet().stream()
                            .filter(needed::contains)
                            .toList());
        }

        private boolean hasTwoFactors(Authentication person) {
            return Recognition.of(person)
                    .filter(recognition -> recognition.level() == AuthenticationClass.TWO_FACTORS)
                    .isPresent();
        }

        private void refuse(Authentication person, boolean reads, String reason) {
            decisions.record(new Decision(
                    "admin",
                    false,
                    reads ? "ReadAdministration" : "Administer",
                    "auth-server",
                    person.getName(),
                    "browser",
                    List.of(),
                    reason,
                    Set.of()));
        }
    }

    /** The page that a form was sent from, which is at the form's own address: it is shown again, and nothing is sent. */
    private static final class Page extends HttpServletRequestWrapper {

        Page(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            return "GET";
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Map.of();
        }
    }
}
