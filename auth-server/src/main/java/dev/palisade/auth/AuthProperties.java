package dev.palisade.auth;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the authorization server issues, and to whom. It is configuration and not data: a change is a reviewed commit.
 *
 * @param clients the clients by their identifier, which for a workload is its name
 * @param edges who may call whom
 * @param roleScopes what a person of each role may grant
 * @param eligibleRoles which roles a person of each role may ask for, for a while
 * @param scopeWords what each scope allows, in the words of a page that asks for consent
 * @param demoPeople people to make where a password for them was made, with their roles
 */
@ConfigurationProperties("palisade.auth")
public record AuthProperties(
        @DefaultValue Map<String, Client> clients,
        @DefaultValue List<Edge> edges,
        @DefaultValue Map<String, Set<String>> roleScopes,
        @DefaultValue Map<String, Set<String>> eligibleRoles,
        @DefaultValue Map<String, String> scopeWords,
        @DefaultValue Map<String, Set<String>> demoPeople) {

    /**
     * One client. There are no secrets: it authenticates by certificate, or it is public and uses PKCE.
     *
     * @param name what people know it by; its identifier when there is none
     * @param publicClient whether it has no way to authenticate
     * @param mustPush whether it may ask for authorization by pushed requests only (RFC 9126)
     * @param consent whether people are asked before it gets anything; off only for the shop's own clients
     * @param grants the grant types that it may use
     * @param redirectUris where codes may go, exactly
     * @param postLogoutRedirectUris where a person may go after signing out, exactly
     * @param scopes what it may ask for
     * @param audience whom the tokens of a person who signed in are for
     * @param backchannelLogoutUri where it is told that a sign-in has ended
     */
    public record Client(
            @Nullable String name,
            @DefaultValue("false") boolean publicClient,
            @DefaultValue("false") boolean mustPush,
            @DefaultValue("true") boolean consent,
            Set<String> grants,
            @DefaultValue Set<String> redirectUris,
            @DefaultValue Set<String> postLogoutRedirectUris,
            Set<String> scopes,
            @Nullable String audience,
            @Nullable URI backchannelLogoutUri) {}

    /**
     * A call from one workload to another.
     *
     * @param from the caller
     * @param to the receiver, which is the audience of the token
     * @param exchange the scopes it may have on behalf of a person
     * @param own the scopes it may have for itself
     */
    public record Edge(
            String from,
            String to,
            @DefaultValue Set<String> exchange,
            @DefaultValue Set<String> own) {}

    /**
     * The addresses of the platform.
     *
     * @param issuer the identifier of this authorization server
     * @param gatewayUrl where people are sent back to
     * @param signingKeys the private keys by key id (PKCS#8 in PEM); {@code k20261201} signs from that day on
     * @param lookupKey 32 bytes in Base64, by which something is found again that is not stored as it is
     * @param demoPasswords passwords that were made for this installation
     * @param demoTotpSecrets secrets of code generators, in Base32, that were made for this installation
     */
    @ConfigurationProperties("palisade")
    public record Platform(
            URI issuer,
            URI gatewayUrl,
            @DefaultValue Map<String, String> signingKeys,
            @DefaultValue("") String lookupKey,
            @DefaultValue Map<String, String> demoPasswords,
            @DefaultValue Map<String, String> demoTotpSecrets) {

        /** Names the addresses, never the keys and passwords. */
        @Override
        public String toString() {
            return "Platform[issuer=" + issuer + "]";
        }
    }
}
