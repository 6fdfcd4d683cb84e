package dev.palisade.auth.signin;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.Endpoints;
import dev.palisade.auth.client.PublicClients;
import dev.palisade.auth.factor.StepUpEntryPoint;
import dev.palisade.auth.token.TokenExchange;
import dev.palisade.auth.token.UserInfoTokens;
import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.identity.WorkloadIdentity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenExchangeAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.X509ClientCertificateAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.web.authentication.X509ClientCertificateAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/** Puts the authorization server together: its endpoints, and how clients prove themselves. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class SecurityConfiguration {

    @Bean
    AuthorizationServerSettings authorizationServerSettings(AuthProperties.Platform platform) {
        return AuthorizationServerSettings.builder()
                .issuer(platform.issuer().toString())
                .build();
    }

    /** The endpoints of OAuth 2.1 and OpenID Connect. */
    @Bean
    @Order(1)
    SecurityFilterChain authorizationServer(
            HttpSecurity http,
            FormTargets targets,
            WorkloadIdentity identity,
            PublicClients publicClients,
            List<Endpoints> features,
            TokenExchange tokenExchange,
            UserInfoTokens userInfoTokens,
            PresentPeople present,
            Consumer<OAuth2ClientCredentialsAuthenticationContext> ownTokens)
            throws Exception {
        http.oauth2AuthorizationServer(server -> {
            http.securityMatcher(server.getEndpointsMatcher());
            features.forEach(feature -> feature.configure(server));
            server.clientAuthentication(clients -> clients.authenticationConverters(converters -> {
                                converters.add(publicClients::convert);
                                byCertificate(converters);
                            })
                            .authenticationProviders(providers -> {
                                providers.forEach(provider -> {
                                    if (provider instanceof X509ClientCertificateAuthenticationProvider certificates) {
                                        certificates.setCertificateVerifier(
                                                request -> requireWorkload(request, identity));
                                    }
                                });
                                providers.addFirst(publicClients.provider());
                            }))
                    .tokenEndpoint(endpoint -> endpoint.authenticationProviders(providers -> {
                        // The framework's exchange widens scopes and ignores the audience; ours stands in its place.
                        providers.removeIf(OAuth2TokenExchangeAuthenticationProvider.class::isInstance);
                        providers.add(tokenExchange.provider());
                        features.forEach(feature -> providers.replaceAll(feature::grant));
                        providers.forEach(provider -> {
                            if (provider instanceof OAuth2ClientCredentialsAuthenticationProvider own) {
                                own.setAuthenticationValidator(ownTokens);
                            }
                        });
                    }));
        });
        headers(http, targets);
        present.addTo(http);
        return http.oauth2ResourceServer(server -> server.jwt(jwt -> jwt.decoder(userInfoTokens.decoder())))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .exceptionHandling(errors -> errors.defaultAuthenticationEntryPointFor(
                                new StepUpEntryPoint(), PathPatternRequestMatcher.pathPattern("/oauth2/authorize"))
                        .defaultAuthenticationEntryPointFor(
                                SecurityConfiguration::clientUnknown, AnyRequestMatcher.INSTANCE))
                .build();
    }

    /** Health says up or down, to anyone, and keeps no session. */
    @Bean
    @Order(2)
    SecurityFilterChain health(HttpSecurity http, FormTargets targets) throws Exception {
        headers(http, targets);
        return http.securityMatcher("/actuator/health/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /** What every page of this server says to browsers. */
    static void headers(HttpSecurity http, FormTargets targets) throws Exception {
        // Browsers hold a form to this list on every redirect that follows it, so where codes may go is named too.
        String policy =
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self' "
                        + targets.sources() + "; frame-ancestors 'none'; base-uri 'none'";
        http.headers(headers -> headers.contentSecurityPolicy(contents -> contents.policyDirectives(policy))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                // On localhost it would turn every other development server of this machine to https as well.
                .httpStrictTransportSecurity(hsts -> hsts.requestMatcher(request ->
                        request.isSecure() && !request.getServerName().equals("localhost"))));
    }

    /** A workload that redeems a code proves itself as always; the framework would take the verifier for proof enough. */
    private static void byCertificate(List<AuthenticationConverter> converters) {
        converters.sort(Comparator.comparing(
                converter -> !(converter instanceof X509ClientCertificateAuthenticationConverter)));
    }

    /** RFC 6749 section 5.2: who asks an endpoint for clients without saying who it is. */
    private static void clientUnknown(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException e) throws IOException {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write("{\"error\":\"invalid_client\"}".getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 8705 section 2.1: the certificate's URI name is the client's. The certificate itself TLS has verified. */
    private static void requireWorkload(OAuth2ClientAuthenticationContext request, WorkloadIdentity identity) {
        if (request.getAuthentication().getCredentials() instanceof X509Certificate[] chain
                && isWorkload(chain[0], request.getRegisteredClient().getClientId(), identity)) {
            return;
        }
        throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }

    private static boolean isWorkload(X509Certificate certificate, String clientId, WorkloadIdentity identity) {
        try {
            return SpiffeId.of(certificate).equals(new SpiffeId(identity.id().trustDomain(), clientId));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
