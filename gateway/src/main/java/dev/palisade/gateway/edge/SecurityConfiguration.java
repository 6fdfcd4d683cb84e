package dev.palisade.gateway.edge;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.palisade.gateway.GatewayProperties;
import dev.palisade.gateway.contract.Contracts;
import dev.palisade.gateway.dpop.ProofOfPossession;
import dev.palisade.gateway.session.AnswersOfOurIssuer;
import dev.palisade.gateway.throttle.Throttling;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import dev.palisade.platform.problem.SecurityProblems;
import dev.palisade.platform.token.IssuerKeys;
import dev.palisade.platform.token.OneToken;
import dev.palisade.platform.token.TokenRules;
import dev.palisade.platform.token.UncheckableTokens;
import dev.palisade.platform.token.VerifiedTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.client.RestClientException;

/** The two ways through the door: a token that a program sends, and a session that a browser has. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final Logger log = LoggerFactory.getLogger(SecurityConfiguration.class);
    private static final String AUDIENCE = "gateway";
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final String[] OWN_ANSWERS = {"/api/session", "/api/openapi"};

    private final DecisionLog decisions;
    private final SecurityProblems problems;
    private final Problems answers;
    private final Contracts contracts;

    SecurityConfiguration(DecisionLog decisions, SecurityProblems problems, Problems answers, Contracts contracts) {
        this.contracts = contracts;
        this.decisions = decisions;
        this.problems = problems;
        this.answers = answers;
    }

    /** Programs: a bearer token for this gateway, no session, no cookie looked at. */
    @Bean
    @Order(1)
    SecurityFilterChain bearer(
            HttpSecurity http,
            Throttling.CallerThrottle throttle,
            ProofOfPossession proofs,
            JWKSource<SecurityContext> keys)
            throws Exception {
        common(http, throttle);
        return http.addFilterBefore(proofs.filter(refused()), BearerTokenAuthenticationFilter.class)
                .securityMatcher(request -> request.getHeader("Authorization") != null)
                .oauth2ResourceServer(server -> server.bearerTokenResolver(OneToken.INSTANCE)
                        .jwt(jwt -> {})
                        .authenticationEntryPoint(refused())
                        .accessDeniedHandler(problems)
                        .withObjectPostProcessor(new UncheckableTokens(keys, refused(), answers).atTheFilter()))
                // A cross-site request cannot carry this header, so there is nothing to forge.
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /** Browsers: a session cookie, and a CSRF token on everything that changes something. */
    @Bean
    @Order(2)
    SecurityFilterChain browser(
            HttpSecurity http,
            Throttling.CallerThrottle throttle,
            OAuth2AuthorizationRequestResolver signInRequests,
            LogoutHandler signOut,
            LogoutSuccessHandler signedOut,
            GatewayProperties.Platform platform)
            throws Exception {
        CookieCsrfTokenRepository csrfCookie = CookieCsrfTokenRepository.withHttpOnlyFalse();
        csrfCookie.setCookieName("__Host-csrf");
        csrfCookie.setHeaderName("X-CSRF-TOKEN");
        csrfCookie.setCookiePath("/");
        csrfCookie.setCookieCustomizer(cookie -> cookie.secure(true).sameSite("Strict"));
        common(http, throttle);
        return http.addFilterBefore(new AnswersOfOurIssuer(platform, decisions), OAuth2LoginAuthenticationFilter.class)
                .oauth2Login(login -> login.authorizationEndpoint(
                                endpoint -> endpoint.authorizationRequestResolver(signInRequests))
                        .defaultSuccessUrl("/", true)
                        .failureHandler(signInFailed())
                        .addObjectPostProcessor(signInCannotStart()))
                .csrf(csrf -> csrf.csrfTokenRepository(csrfCookie)
                        .csrfTokenRequestHandler(new CsrfTokenRequestAttributeHandler())
                        // Nothing that a browser sends by itself counts there, so there is nothing to forge.
                        .ignoringRequestMatchers(contracts::isForAnyone))
                .logout(logout -> logout.addLogoutHandler(signOut)
                        .logoutSuccessHandler(signedOut)
                        .deleteCookies("__Host-session"))
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    private void common(HttpSecurity http, Throttling.CallerThrottle throttle) throws Exception {
        http.addFilterBefore(throttle.filter(), AuthorizationFilter.class);
        http.authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.GET, OWN_ANSWERS)
                        .permitAll()
                        .requestMatchers(contracts::isForAnyone)
                        .permitAll()
                        .requestMatchers("/api/**")
                        .authenticated()
                        .anyRequest() // files of the storefront, and what signing in needs
                        .permitAll())
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(refused()).accessDeniedHandler(problems))
                .headers(AbstractHttpConfigurer::disable); // every answer has them, not only those of these chains
    }

    @Bean
    JwtDecoder jwtDecoder(JWKSource<SecurityContext> keys, GatewayProperties.Platform platform) {
        return new VerifiedTokens(
                IssuerKeys.signatures(keys),
                new DelegatingOAuth2TokenValidator<>(
                        TokenRules.accessToken(platform.issuer(), AUDIENCE, SKEW, Clock.systemUTC()),
                        // A bound token belongs to a workload, and no workload can prove itself at this door: it is
                        // the token of somebody's session in the wrong hands.
                        TokenRules.rule("token-binding", token -> !TokenRules.isBound(token)),
                        TokenRules.rule(
                                "token-subject",
                                token -> !String.valueOf(token.getSubject())
                                        .equals(token.getClaimAsString("client_id")))));
    }

    /** One request has one meaning, and no host name but ours. */
    @Bean
    StrictHttpFirewall firewall(
            GatewayProperties.Platform platform, @Value("${palisade.hosts.gateway}") String nameInside) {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        // The name that browsers know, and the one by which the authorization server tells of sign-outs.
        String host = platform.gatewayUrl().getHost();
        firewall.setAllowedHostnames(name -> name.equals(host) || name.equals(nameInside));
        firewall.setAllowedHeaderValues(
                SecurityConfiguration::isText); // the default does the same by regular expression
        firewall.setAllowedHttpMethods(List.of("GET", "HEAD", "POST", "PUT", "DELETE"));
        return firewall;
    }

    private static boolean isText(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i); // a field has bytes (ISO 8859-1), no character beyond
            if (Character.isISOControl(c) || !Character.isDefined(c)) {
                return false;
            }
        }
        return true;
    }

    @Bean
    RequestRejectedHandler rejected(Problems problems) {
        return (request, response, e) -> problems.write(response, ProblemType.MALFORMED_REQUEST, null);
    }

    /** A sign-in that came back and did not fit: the person starts again at the shop, and the operator learns why. */
    private AuthenticationFailureHandler signInFailed() {
        return (request, response, e) -> {
            String reason = e instanceof OAuth2AuthenticationException refused
                    ? refused.getError().getErrorCode()
                    : "unexpected";
            decisions.record(new Decision(
                    "sign-in", false, "SignIn", AUDIENCE, "unknown", "outside", List.of(), reason, Set.of()));
            log.warn("A sign-in failed: {}", e.getMessage());
            response.sendRedirect("/");
        };
    }

    /** A sign-in that cannot start, since the authorization server takes no request now, is an outage and no fault. */
    private ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter> signInCannotStart() {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends OAuth2AuthorizationRequestRedirectFilter> O postProcess(O filter) {
                filter.setAuthenticationFailureHandler((request, response, e) -> {
                    boolean outage = e.getCause() instanceof RestClientException;
                    log.warn("A sign-in could not start: {}", e.getMessage());
                    answers.write(response, outage ? ProblemType.UNAVAILABLE : ProblemType.NOT_FOUND, null);
                });
                return filter;
            }
        };
    }

    private AuthenticationEntryPoint refused() {
        return (request, response, e) -> {
            String reason = request.getHeader("Authorization") == null ? "not-signed-in" : "token-not-acceptable";
            decisions.record(new Decision(
                    "door", false, request.getMethod(), AUDIENCE, "unknown", "outside", List.of(), reason, Set.of()));
            problems.commence(request, response, e);
        };
    }
}
