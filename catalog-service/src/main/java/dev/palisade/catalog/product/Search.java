package dev.palisade.catalog.product;

import java.util.Arrays;
import java.util.List;

/**
 * What to look for.
 *
 * @param query words that must all occur; none matches everything
 * @param category the shelf to look on; empty for all
 * @param page the number of the page, from zero
 * @param size how many products a page has
 */
record Search(String query, String category, int page, int size) {

    /** Text without control characters and halves of characters, which PostgreSQL does not store. */
    static final String TEXT = "[^\\p{Cc}\\p{Cs}]*";

    /** The words as patterns for {@code like}: what is a wildcard there is an ordinary character here. */
    List<String> patterns() {
        return Arrays.stream(query.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .map(word ->
                        "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
                .toList();
    }

    long offset() {
        return (long) page * size;
    }
}
