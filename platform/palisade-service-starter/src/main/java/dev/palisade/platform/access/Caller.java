package dev.palisade.platform.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Who a request comes from: the workload at the other end of the connection, and the person for whom it acts.
 *
 * @param workload the calling workload, proved by its certificate
 * @param subject the person's identifier, or the workload's name when it acts for itself
 * @param person whether a person is behind it
 * @param roles the person's roles
 * @param scopes what the token allows
 * @param actors the workloads that acted for the person, nearest first (RFC 8693 section 4.1)
 * @param acr how surely the person was recognised (RFC 9068 section 2.2.1); empty when the token does not say
 * @param authenticatedAt when that was; {@code null} when the token does not say
 */
public record Caller(
        String workload,
        String subject,
        boolean person,
        Set<String> roles,
        Set<String> scopes,
        List<String> actors,
        String acr,
        @Nullable Instant authenticatedAt) {

    /**
     * The caller of the current request.
     *
     * @throws IllegalStateException outside a request that was let in
     */
    public static Caller current() {
        return find().orElseThrow(() -> new IllegalStateException("There is no authenticated caller"));
    }

    /** The caller of the current request, if this is one. */
    public static Optional<Caller> find() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return switch (authentication) {
            case JwtAuthenticationToken token -> Optional.of(of(token.getToken()));
            case CallerAuthentication other -> Optional.of(other.caller());
            case null, default -> Optional.empty();
        };
    }

    static Caller of(Jwt token) {
        // The client id equals the certificate's workload, the token rules have compared them.
        String workload = String.valueOf(token.getClaimAsString("client_id"));
        String subject = Objects.requireNonNull(token.getSubject(), "TokenRules require a subject");
        String scope = token.getClaimAsString("scope");
        List<String> roles = token.getClaimAsStringList("roles");
        return new Caller(
                workload,
                subject,
                !subject.equals(workload),
                roles == null ? Set.of() : Set.copyOf(roles),
                scope == null || scope.isBlank() ? Set.of() : Set.of(scope.split(" ")),
                actors(token.getClaim("act")),
                token.getClaim("acr") instanceof String acr ? acr : "",
                token.getClaim("auth_time") instanceof Number seconds
                        ? Instant.ofEpochSecond(seconds.longValue())
                        : null);
    }

    private static List<String> actors(@Nullable Object act) {
        List<String> chain = new ArrayList<>();
        Object next = act;
        while (next instanceof Map<?, ?> actor && actor.get("sub") instanceof String name) {
            chain.add(name);
            next = actor.get("act");
        }
        return List.copyOf(chain);
    }
}
