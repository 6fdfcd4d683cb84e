package dev.palisade.auth.privacy;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.account.StoredAboutPerson;
import dev.palisade.platform.client.Neighbours;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/** What the services store of people, which this server asks them to show and to erase. */
@Component
class PersonalData implements StoredAboutPerson {

    private static final Logger log = LoggerFactory.getLogger(PersonalData.class);
    private static final String PATH = "/internal/personal-data";
    private static final String EXPORT = "person:export";
    private static final String ERASE = "person:erase";

    private final List<String> services;
    private final PersonTokens tokens;
    private final Neighbours neighbours;
    private final RestClient http;

    PersonalData(AuthProperties properties, PersonTokens tokens, RestClient.Builder builder, Neighbours neighbours) {
        this.services = properties.edges().stream()
                .filter(edge -> edge.from().equals(PersonTokens.SELF))
                .map(AuthProperties.Edge::to)
                .toList();
        this.tokens = tokens;
        this.neighbours = neighbours;
        this.http = builder.clone().requestFactory(neighbours).build();
    }

    /** The services that store something of people. */
    List<String> services() {
        return services;
    }

    @Override
    public String name() {
        return "services";
    }

    /** @throws ProblemException 503 when one of them does not say: a part would be taken for the whole */
    @Override
    public List<?> about(UUID person) {
        return services.stream()
                .map(service -> Map.of("service", service, "data", of(service, person)))
                .toList();
    }

    private Map<String, Object> of(String service, UUID person) {
        try {
            Map<String, Object> data = http.get()
                    .uri(neighbours.url(service) + PATH)
                    .headers(headers -> headers.setBearerAuth(tokens.issue(person, service, EXPORT)))
                    .retrieve()
                    .body(new ParameterizedTypeReference<>() {});
            return data == null ? Map.of() : data;
        } catch (RestClientException e) {
            log.atWarn().addKeyValue("neighbour", service).log("What it stores of a person could not be asked for", e);
            throw new ProblemException(
                    ProblemType.UNAVAILABLE, "A part of the shop cannot be reached. Try again in a while.");
        }
    }

    /** Has a service erase what it stores of a person; whether it is done, or has to be asked again. */
    boolean erase(String service, UUID person) {
        try {
            http.delete()
                    .uri(neighbours.url(service) + PATH)
                    .headers(headers -> headers.setBearerAuth(tokens.issue(person, service, ERASE)))
                    .retrieve()
                    .toBodilessEntity();
            return true;
        } catch (RestClientResponseException e) {
            HttpStatusCode status = e.getStatusCode();
            log.atWarn().addKeyValue("neighbour", service).log("It has not erased a person's data: {}", status);
            return false;
        } catch (RestClientException e) {
            log.atWarn().addKeyValue("neighbour", service).log("It could not be asked to erase a person's data");
            return false;
        }
    }
}
