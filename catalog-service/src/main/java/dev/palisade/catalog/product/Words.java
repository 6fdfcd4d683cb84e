package dev.palisade.catalog.product;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A search as conditions in SQL. Words are parameters, never text of a statement.
 *
 * @param exact true where every word occurs
 * @param similar true where every word occurs, or one that is nearly the same; empty when no word may be misspelt
 * @param likeness how alike the words are, the more the better
 * @param values the parameters of all three
 */
record Words(String exact, String similar, String likeness, Map<String, Object> values) {

    static Words of(Search search) {
        Map<String, Object> values = new HashMap<>(Map.of("category", search.category()));
        List<String> exact = new ArrayList<>(List.of("(:category = '' or category = :category)"));
        List<String> similar = new ArrayList<>(exact);
        List<String> likeness = new ArrayList<>();
        for (String word : search.words()) {
            String occurs = "search like lower(:pattern" + exact.size() + ")";
            values.put("pattern" + exact.size(), Search.pattern(word));
            if (Search.mayBeMisspelt(word)) {
                String name = ":word" + exact.size();
                values.put(name.substring(1), word);
                similar.add("(" + occurs + " or search %>> " + name + ")");
                likeness.add("strict_word_similarity(" + name + ", search)");
            } else {
                similar.add(occurs);
            }
            exact.add(occurs);
        }
        return new Words(
                String.join(" and ", exact),
                likeness.isEmpty() ? "" : String.join(" and ", similar),
                String.join(" + ", likeness),
                values);
    }
}
