package dev.palisade.catalog.product;

import dev.palisade.platform.problem.ProblemException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The condition under which a product may be changed (RFC 9110 section 13.1.1).
 *
 * @param field the header field as it was sent; {@code null} when it was not, which is no condition
 */
record IfMatch(@Nullable String field) {

    /** RFC 9110 section 8.8.3, without the obsolete bytes above ASCII. */
    private static final String TAG = "(?:W/)?\"[!#-~]*\"";

    /** {@code *}, or entity tags with commas between them. */
    static final String FORM = "\\*|" + TAG + "([ \\t]*,[ \\t]*" + TAG + ")*";

    private static final Pattern TAGS = Pattern.compile(TAG);

    /** @throws ProblemException 412 when the product has changed since it was read; a weak tag is never the same */
    void require(Edition current) {
        if (field != null
                && !field.equals("*")
                && TAGS.matcher(field).results().noneMatch(tag -> tag.group().equals(current.tag()))) {
            throw new ProblemException(
                    HttpStatus.PRECONDITION_FAILED, "precondition-failed", "This product has changed in the meantime");
        }
    }
}
