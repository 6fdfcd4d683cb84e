package dev.palisade.auth.token;

import dev.palisade.auth.client.Edges;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.stereotype.Component;

/** Decides what a workload may have for itself by client credentials: one audience, and the scopes of that edge. */
@Component
class OwnTokens implements Consumer<OAuth2ClientCredentialsAuthenticationContext> {

    private final Edges edges;
    private final DecisionLog decisions;

    OwnTokens(Edges edges, DecisionLog decisions) {
        this.edges = edges;
        this.decisions = decisions;
    }

    @Override
    public void accept(OAuth2ClientCredentialsAuthenticationContext context) {
        OAuth2ClientCredentialsAuthenticationToken request = context.getAuthentication();
        String client = context.getRegisteredClient().getClientId();
        String audience = audienceOf(request);
        if (audience == null) {
            throw refuse(client, "none-or-several", TokenExchange.INVALID_TARGET, "not-one-audience");
        }
        Set<String> scopes = request.getScopes();
        Set<String> allowed =
                edges.between(client, audience).map(edge -> edge.own()).orElse(Set.of());
        if (allowed.isEmpty()) {
            throw refuse(client, audience, TokenExchange.INVALID_TARGET, "no-such-edge");
        }
        if (scopes.isEmpty() || !allowed.containsAll(scopes)) {
            throw refuse(client, audience, OAuth2ErrorCodes.INVALID_SCOPE, "scope-not-on-edge");
        }
        decisions.record(decision(client, audience, true, "edge"));
    }

    /**
     * The one receiver that the token is for.
     *
     * @throws OAuth2AuthenticationException when none or several are named
     */
    static String audience(OAuth2ClientCredentialsAuthenticationToken request) {
        String audience = audienceOf(request);
        if (audience == null) {
            throw new OAuth2AuthenticationException(TokenExchange.INVALID_TARGET);
        }
        return audience;
    }

    private static @Nullable String audienceOf(OAuth2ClientCredentialsAuthenticationToken request) {
        return request.getAdditionalParameters().get("audience") instanceof String audience && !audience.isBlank()
                ? audience
                : null;
    }

    private OAuth2AuthenticationException refuse(String client, String audience, String error, String reason) {
        decisions.record(decision(client, audience, false, reason));
        return new OAuth2AuthenticationException(error);
    }

    private static Decision decision(String client, String audience, boolean permitted, String reason) {
        return new Decision(
                "client-credentials", permitted, "IssueToken", audience, client, client, List.of(), reason, Set.of());
    }
}
