package dev.palisade.auth.consent;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.signin.Pages;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Scopes in plain words, as the items of a list on a page. */
@Component
public class ScopeList {

    private static final String PLACE = "<!-- items -->"; // no value can contain it, since every value is escaped

    private final Pages pages;
    private final AuthProperties properties;

    ScopeList(Pages pages, AuthProperties properties) {
        this.pages = pages;
        this.properties = properties;
    }

    /** The items, each with what the scope allows; a scope without words is shown by its name. */
    public String items(Collection<String> scopes) {
        if (scopes.isEmpty()) {
            return pages.render("scope-item", Map.of("scope", "", "words", "Nothing that your account may grant"));
        }
        return new TreeSet<>(scopes)
                .stream()
                        .map(scope -> pages.render("scope-item", Map.of("scope", scope, "words", words(scope))))
                        .collect(Collectors.joining());
    }

    /** The page with what was rendered for its list. */
    public static String insert(String page, String items) {
        return page.replace(PLACE, items);
    }

    private String words(String scope) {
        return properties.scopeWords().getOrDefault(scope, scope);
    }
}
