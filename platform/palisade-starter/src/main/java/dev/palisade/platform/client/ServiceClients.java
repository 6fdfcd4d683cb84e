package dev.palisade.platform.client;

import dev.palisade.platform.identity.WorkloadIdentity;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;

/**
 * Clients for neighbours, with the base address, mutual TLS and a token that is theirs alone. Which of the two methods is
 * used decides on whose behalf a call runs, so it is visible in the code that makes it.
 */
public final class ServiceClients {

    private final RestClient.Builder builder;
    private final Neighbours neighbours;
    private final Tokens tokens;
    private final PersonToken person;
    private final WorkloadIdentity identity;

    ServiceClients(
            RestClient.Builder builder,
            Neighbours neighbours,
            Tokens tokens,
            PersonToken person,
            WorkloadIdentity identity) {
        this.builder = builder;
        this.neighbours = neighbours;
        this.tokens = tokens;
        this.person = person;
        this.identity = identity;
    }

    /**
     * A client whose calls run on behalf of the person of the current request.
     *
     * @param neighbour its name
     * @param scopes what the calls need
     */
    public RestClient onBehalfOfPerson(String neighbour, String... scopes) {
        Set<String> wanted = Set.of(scopes);
        return client(neighbour, () -> {
            String token = person.current();
            if (token == null) {
                throw new IllegalStateException("No person is there on whose behalf " + neighbour + " could be called");
            }
            return tokens.forPerson(token, neighbour, wanted);
        });
    }

    /**
     * A client whose calls this process makes for itself, whoever is there.
     *
     * @param neighbour its name
     * @param scopes what the calls need
     */
    public RestClient asService(String neighbour, String... scopes) {
        Set<String> wanted = Set.of(scopes);
        return client(neighbour, () -> tokens.own(neighbour, wanted));
    }

    private RestClient client(String neighbour, Supplier<AccessToken> token) {
        ClientHttpRequestInterceptor authorize = (request, body, execution) -> {
            // The token, and the connection that carries it, belong to the same certificate.
            return identity.keep(() -> {
                request.getHeaders().setBearerAuth(token.get().value());
                return execution.execute(request, body);
            });
        };
        return builder.clone()
                .requestFactory(neighbours)
                .baseUrl(neighbours.url(neighbour))
                .requestInterceptor(authorize)
                .build();
    }
}
