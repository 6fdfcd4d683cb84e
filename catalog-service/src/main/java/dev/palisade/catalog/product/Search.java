package dev.palisade.catalog.product;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What to look for.
 *
 * @param query words that must all occur, or nearly; none matches everything
 * @param category the shelf to look on; empty for all
 * @param page the number of the page, from zero
 * @param size how many products a page has
 */
record Search(String query, String category, int page, int size) {

    /** Text without control characters and halves of characters, which PostgreSQL does not store. */
    static final String TEXT = "[^\\p{Cc}\\p{Cs}]*";

    /** Words of letters that are long enough to be recognised when one of them is wrong. A number is taken as it is. */
    private static final Pattern MISSPELT = Pattern.compile("\\p{L}{4,}");

    List<String> words() {
        return Arrays.stream(query.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    /** A word as a pattern for {@code like}: what is a wildcard there is an ordinary character here. */
    static String pattern(String word) {
        return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    static boolean mayBeMisspelt(String word) {
        return MISSPELT.matcher(word).matches();
    }

    long offset() {
        return (long) page * size;
    }
}
