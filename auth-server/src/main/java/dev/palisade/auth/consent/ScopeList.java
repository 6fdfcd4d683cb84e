package dev.palisade.auth.consent;

import dev.palisade.auth.AuthProperties;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Scopes in plain words, for the list of a page. */
@Component
public class ScopeList {

    private final AuthProperties properties;

    ScopeList(AuthProperties properties) {
        this.properties = properties;
    }

    /** The items, each with what the scope allows; a scope without words is shown by its name. */
    public List<Map<String, String>> items(Collection<String> scopes) {
        if (scopes.isEmpty()) {
            return List.of(Map.of("scope", "", "words", "Nothing that your account may grant"));
        }
        return new TreeSet<>(scopes)
                .stream()
                        .map(scope -> Map.of("scope", scope, "words", words(scope)))
                        .toList();
    }

    private String words(String scope) {
        return properties.scopeWords().getOrDefault(scope, scope);
    }
}
