package dev.palisade.verify.fuzz;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What there is on the platform, so that some requests find something.
 *
 * @param byName the values that a parameter or property of a name may have, in an order that is the same each time
 */
record Known(Map<String, List<String>> byName) {

    /** One of this name; null when none is known. */
    @Nullable
    String one(String name, Random random) {
        List<String> all = byName.getOrDefault(name, List.of());
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }
}
