package dev.palisade.platform.access;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.palisade.platform.client.ClientAutoConfiguration;
import dev.palisade.platform.client.Neighbours;
import dev.palisade.platform.client.PersonToken;
import dev.palisade.platform.decision.DecisionAutoConfiguration;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.identity.WorkloadIdentity;
import dev.palisade.platform.problem.ProblemAutoConfiguration;
import dev.palisade.platform.problem.Problems;
import dev.palisade.platform.problem.SecurityProblems;
import dev.palisade.platform.token.IssuerKeys;
import dev.palisade.platform.token.OneToken;
import dev.palisade.platform.token.TokenRules;
import dev.palisade.platform.token.UncheckableTokens;
import dev.palisade.platform.token.VerifiedTokens;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.client.RestClient;

/**
 * Makes an application a resource server that refuses whatever it does not expect. Only {@code palisade.service.*} needs
 * to be said.
 */
@AutoConfiguration(
        after = {ClientAutoConfiguration.class, DecisionAutoConfiguration.class, ProblemAutoConfiguration.class},
        beforeName = {
            "org.springframework.boot.security.oauth2.server.resource.autoconfigure.servlet.OAuth2ResourceServerAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration"
        })
@EnableConfigurationProperties(ServiceProperties.class)
public final class AccessAutoConfiguration {

    /** Health is for any workload of ours; it says up or down and nothing else. */
    @Bean
    @Order(1)
    SecurityFilterChain health(HttpSecurity http) throws Exception {
        return http.securityMatcher("/actuator/health/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain api(
            HttpSecurity http,
            ServiceProperties service,
            WorkloadIdentity identity,
            DecisionLog decisions,
            Problems problems,
            SecurityProblems securityProblems,
            JWKSource<SecurityContext> issuerKeys)
            throws Exception {
        RefusedTokens refusedTokens = new RefusedTokens(identity, decisions, securityProblems);
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .addFilterBefore(
                        new CallerFilter(service, identity, decisions, problems), BearerTokenAuthenticationFilter.class)
                .oauth2ResourceServer(server -> server.bearerTokenResolver(OneToken.INSTANCE)
                        .jwt(jwt -> {})
                        .authenticationEntryPoint(refusedTokens)
                        .accessDeniedHandler(securityProblems)
                        .withObjectPostProcessor(
                                new UncheckableTokens(issuerKeys, refusedTokens, problems).atTheFilter()))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(refusedTokens).accessDeniedHandler(securityProblems))
                // No cookie and no session: what a forged cross-site request would need is not there.
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    @Bean
    @ConditionalOnMissingBean
    JWKSource<SecurityContext> issuerKeys(
            RestClient.Builder builder,
            Neighbours neighbours,
            @Value("${palisade.token.key-cache}") Duration cacheLife) {
        return IssuerKeys.from(builder, neighbours, cacheLife);
    }

    @Bean
    @ConditionalOnMissingBean
    JwtDecoder jwtDecoder(JWKSource<SecurityContext> issuerKeys, ServiceProperties service) {
        return new VerifiedTokens(
                IssuerKeys.signatures(issuerKeys),
                new DelegatingOAuth2TokenValidator<>(
                        TokenRules.accessToken(
                                service.issuer(), service.audience(), service.clockSkew(), Clock.systemUTC()),
                        TokenRules.rule("token-binding", token -> TokenRules.isBoundTo(token, TokenRules.peer())),
                        TokenRules.rule("token-client", AccessAutoConfiguration::isIssuedToPeer)));
    }

    /** The client that the token was issued to is the workload that the certificate names. */
    private static boolean isIssuedToPeer(Jwt token) {
        X509Certificate peer = TokenRules.peer();
        return peer != null && SpiffeId.of(peer).workload().equals(token.getClaimAsString("client_id"));
    }

    @Bean
    @ConditionalOnMissingBean
    PersonToken personToken() {
        return () -> SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token
                        && Caller.of(token.getToken()).person()
                ? token.getToken().getTokenValue()
                : null;
    }
}
