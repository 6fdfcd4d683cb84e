package dev.palisade.auth.factor;

import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.token.AuthenticationClass;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
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

    /** Puts this behind everything else that the authorization endpoint checks, where it asks whether to go on at once. */
    public void guard(List<AuthenticationProvider> providers) {
        providers.forEach(provider -> {
            if (provider instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider codes) {
                codes.setAuthorizationConsentRequired(this);
            }
        });
    }

    /**
     * Lets the request go on.
     *
     * @return that there is nothing else to ask for
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
            return false;
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
        Object value = request.getAdditionalParameters().get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw error(context, OAuth2ErrorCodes.INVALID_REQUEST); // RFC 6749 section 3.1: not more than once
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
