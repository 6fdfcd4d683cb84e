package dev.palisade.auth.client;

import dev.palisade.auth.AuthProperties;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who may call whom: the one list that client credentials and token exchange are decided by. */
@Component
public class Edges {

    private final List<AuthProperties.Edge> edges;

    Edges(AuthProperties properties) {
        this.edges = properties.edges();
    }

    /** The edge between two workloads, if there is one. */
    public Optional<AuthProperties.Edge> between(String from, String to) {
        return edges.stream()
                .filter(edge -> edge.from().equals(from) && edge.to().equals(to))
                .findFirst();
    }
}
