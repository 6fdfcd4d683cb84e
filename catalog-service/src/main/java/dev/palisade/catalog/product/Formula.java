package dev.palisade.catalog.product;

import java.util.regex.Pattern;

/**
 * Text that a spreadsheet would calculate instead of showing it. An apostrophe before it prevents that (OWASP, CSV
 * injection); when the file comes back, the apostrophe is taken off again, so that nothing changes on the way.
 */
final class Formula {

    private static final Pattern FORM = Pattern.compile("['\\s]*[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20]");
    private static final String APOSTROPHE = "'";

    private Formula() {}

    static boolean isFormula(String text) {
        return !text.startsWith(APOSTROPHE) && FORM.matcher(text).lookingAt();
    }

    static String neutralised(String text) {
        return FORM.matcher(text).lookingAt() ? APOSTROPHE + text : text;
    }

    static String restored(String text) {
        return text.startsWith(APOSTROPHE) && FORM.matcher(text).lookingAt() ? text.substring(1) : text;
    }
}
