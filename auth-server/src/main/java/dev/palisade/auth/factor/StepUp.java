package dev.palisade.auth.factor;

import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.token.AuthenticationClass;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Lets an authorization request go on only when the person was recognised as surely ({@code acr_values}) and as lately
 * ({@code max_age}) as it asks for (RFC 9470 section 4, OpenID Connect Core section 3.1.2.1). What the framework would
 * ignore is asked of the person here.
 */
@Component
public class StepUp implements Predicate<OAuth2AuthorizationCodeRequestAuthenticationContext> {

    private static final String UNMET = "unmet_authentication_requirements"; // RFC 9470 section 5
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private final HttpServletRequest current;
    private final DecisionLog decisions;
    private final Clock clock = Clock.systemUTC();

    StepUp(HttpServletRequest current, DecisionLog decisions) {
        this.current = current;
        this.decisions = decisions;
    }

    /**
     * Stands where the authorization endpoint has checked everything else, and asks whether consent is needed.
     *
     * @return whether it is
     * @throws StepUpRequired when the person has to give another factor first
     */
    @Override
    public boolean test(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
        Optional<AuthenticationClass> asked = acr(context);
        Optional<Duration> maxAge = maxAge(context);
        Recognition person = Recognition.of((Authentication) request.getPrincipal())
                .orElseThrow(() -> new StepUpRequired(AuthenticationClass.ONE_FACTOR));
        AuthenticationClass level =
                asked.filter(each -> each.compareTo(person.level()) > 0).orElse(person.level());
        boolean fresh = maxAge.isEmpty()
                || !person.at().plus(maxAge.get()).isBefore(clock.instant())
                || Asked.before(current, person.at());
        if (level == person.level() && fresh) {
            Asked.forget(current);
            return isConsentNeeded(context);
        }
        if (Set.of(String.valueOf(request.getAdditionalParameters().get("prompt"))
                        .split(" "))
                .contains("none")) {
            throw error(context, level == person.level() ? "login_required" : UNMET);
        }
        decisions.record(new Decision(
                "sign-in",
                false,
                "Authorize",
                "auth-server",
                ((Authentication) request.getPrincipal()).getName(),
                context.getRegisteredClient().getClientId(),
                List.of(),
                "person-has-to-confirm",
                Set.of()));
        throw new StepUpRequired(level);
    }

    /** Of a client that asks for consent, unless all that it wants was agreed to before or is no more than who signs in. */
    private static boolean isConsentNeeded(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        if (!context.getRegisteredClient().getClientSettings().isRequireAuthorizationConsent()) {
            return false;
        }
        OAuth2AuthorizationRequest request = Objects.requireNonNull(context.getAuthorizationRequest());
        if (request.getScopes().equals(Set.of(OidcScopes.OPENID))) {
            return false;
        }
        OAuth2AuthorizationConsent given = context.getAuthorizationConsent();
        return given == null || !given.getScopes().containsAll(request.getScopes());
    }

    /** The first that we know (they are in order of preference); a request that names only others cannot be met. */
    private static Optional<AuthenticationClass> acr(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        String values = parameter(context, "acr_values");
        if (values == null) {
            return Optional.empty();
        }
        Optional<AuthenticationClass> known = Stream.of(values.split(" "))
                .flatMap(value -> AuthenticationClass.of(value).stream())
                .findFirst();
        if (known.isEmpty()) {
            throw error(context, UNMET);
        }
        return known;
    }

    private static Optional<Duration> maxAge(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        String seconds = parameter(context, "max_age");
        if (seconds == null) {
            return Optional.empty();
        }
        if (!SECONDS.matcher(seconds).matches()) {
            throw error(context, OAuth2ErrorCodes.INVALID_REQUEST);
        }
        return Optional.of(Duration.ofSeconds(Long.parseLong(seconds)));
    }

    private static @Nullable String parameter(
            OAuth2AuthorizationCodeRequestAuthenticationContext context, String name) {
        OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
        return (String) request.getAdditionalParameters().get(name);
    }

    private static OAuth2AuthorizationCodeRequestAuthenticationException error(
            OAuth2AuthorizationCodeRequestAuthenticationContext context, String error) {
        OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
        String redirectUri = request.getRedirectUri() == null
                ? context.getRegisteredClient().getRedirectUris().iterator().next()
                : request.getRedirectUri();
        OAuth2AuthorizationCodeRequestAuthenticationToken answer =
                new OAuth2AuthorizationCodeRequestAuthenticationToken(
                        request.getAuthorizationUri(),
                        request.getClientId(),
                        (Authentication) request.getPrincipal(),
                        redirectUri,
                        request.getState(),
                        request.getScopes(),
                        request.getAdditionalParameters());
        return new OAuth2AuthorizationCodeRequestAuthenticationException(new OAuth2Error(error), answer);
    }
}
