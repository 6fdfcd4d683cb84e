package dev.palisade.local.contract;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Operations of services, each such as {@code GET /api/cart}, by the service's name.
 *
 * @param byService the operations of each
 */
public record Operations(Map<String, Set<String>> byService) {

    /** What is no operation: health, the page for errors, and the files of the storefront. */
    private static final String HOUSEHOLD = "\\S+ /(error|actuator/health(/.*)?|(pictures/)?\\*\\*)";

    /** Copies them, sorted, without those of the household. */
    public Operations {
        byService = byService.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> own(entry.getValue())));
    }

    Set<String> of(String service) {
        return byService.getOrDefault(service, Set.of());
    }

    int size() {
        return byService.values().stream().mapToInt(Set::size).sum();
    }

    private static Set<String> own(Collection<String> operations) {
        return operations.stream()
                .filter(operation -> !operation.matches(HOUSEHOLD))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
