package dev.palisade.gateway.route;

import dev.palisade.gateway.contract.Contracts;
import dev.palisade.gateway.contract.Operation;
import dev.palisade.gateway.session.PersonTokens;
import dev.palisade.platform.client.Neighbours;
import dev.palisade.platform.client.TokenRefusedException;
import dev.palisade.platform.client.Tokens;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.operations.Operations;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import java.net.http.HttpTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;
import org.springframework.cloud.gateway.server.mvc.config.GatewayMvcProperties;
import org.springframework.cloud.gateway.server.mvc.handler.HandlerFunctions;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.cloud.gateway.server.mvc.handler.RestClientProxyExchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** One route for each operation of the contracts, which carries a token for its service and for what it needs. */
@Configuration(proxyBeanMethods = false)
class Routes {

    private static final Logger log = LoggerFactory.getLogger(Routes.class);

    /** What the gateway's own token allows where nobody needs to be signed in, by service. */
    private static final Map<String, Set<String>> OWN_SCOPES =
            Map.of("catalog-service", Set.of("catalog:read"), "cart-service", Set.of("cart:guest"));

    private static final int RETRY_SECONDS = 5;

    private final Tokens tokens;
    private final PersonTokens people;
    private final DecisionLog decisions;

    Routes(Tokens tokens, PersonTokens people, DecisionLog decisions) {
        this.tokens = tokens;
        this.people = people;
        this.decisions = decisions;
    }

    /** Over the pooled connections of this workload, each neighbour under its guard. */
    @Bean
    ProxyExchange proxyExchange(RestClient.Builder builder, Neighbours neighbours, GatewayMvcProperties properties) {
        return new RestClientProxyExchange(
                builder.clone().requestFactory(neighbours).build(), properties);
    }

    @Bean
    RouterFunction<ServerResponse> contractRoutes(Contracts contracts, Neighbours neighbours) {
        HandlerFunction<ServerResponse> proxy = HandlerFunctions.https();
        Operations.log("routes", contracts.operations().stream().map(Operation::toString));
        contracts.operations().stream().filter(Operation::isPublic).forEach(Routes::ownScopes); // all, at the start
        return request -> Optional.ofNullable(contracts.find(request.servletRequest()))
                .map(operation -> {
                    request.attributes().put(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE, operation.pattern());
                    return routed -> {
                        MvcUtils.setRequestUrl(routed, neighbours.url(operation.service()));
                        return forward(operation, routed, proxy);
                    };
                });
    }

    private ServerResponse forward(Operation operation, ServerRequest request, HandlerFunction<ServerResponse> proxy)
            throws Exception {
        String subject = "anonymous";
        try {
            operation.check(request.servletRequest());
            String token;
            if (operation.isPublic()) {
                token = tokens.own(operation.service(), ownScopes(operation)).value();
            } else {
                Authentication person = SecurityContextHolder.getContext().getAuthentication();
                subject = person == null ? subject : person.getName();
                token = tokens.forPerson(
                                people.current(person, request.servletRequest()),
                                operation.service(),
                                operation.scopes())
                        .value();
            }
            request.attributes().put(RouteHeaders.TOKEN, token);
            request.attributes().put(RouteHeaders.OPERATION, operation);
            return proxy.handle(request);
        } catch (ProblemException e) {
            return problem(e.getBody());
        } catch (PersonTokens.SignInAgainException e) {
            record(operation, subject, "sign-in-ended");
            return problem(ProblemType.UNAUTHENTICATED);
        } catch (TokenRefusedException e) {
            record(operation, subject, "token-refused-" + e.error());
            return switch (e.error()) {
                case "invalid_scope", "invalid_target" -> problem(ProblemType.FORBIDDEN);
                case "invalid_request", "invalid_grant" -> problem(ProblemType.UNAUTHENTICATED);
                default -> problem(ProblemType.INTERNAL);
            };
        } catch (ResourceAccessException e) {
            log.warn("{} cannot be reached: {}", operation.service(), e.getMessage());
            return e.getCause() instanceof HttpTimeoutException
                    ? problem(ProblemType.TIMEOUT)
                    : problem(ProblemType.UNAVAILABLE);
        }
    }

    private static Set<String> ownScopes(Operation operation) {
        return Objects.requireNonNull(
                OWN_SCOPES.get(operation.service()),
                () -> operation + " is for anyone, and this gateway has no scope for it");
    }

    private void record(Operation operation, String subject, String reason) {
        decisions.record(new Decision(
                "route", false, operation.id(), operation.service(), subject, "gateway", List.of(), reason, Set.of()));
    }

    private static ServerResponse problem(ProblemType type) {
        return problem(Problems.document(type, null));
    }

    private static ServerResponse problem(ProblemDetail problem) {
        ServerResponse.BodyBuilder answer = ServerResponse.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header("Cache-Control", "no-store");
        if (problem.getStatus() == ProblemType.UNAVAILABLE.status().value()) {
            answer = answer.header("Retry-After", String.valueOf(RETRY_SECONDS));
        }
        return answer.body(problem);
    }
}
