package dev.palisade.platform.problem;

import java.io.Serial;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A refusal that the caller may know the reason of; it becomes a problem document (RFC 9457). */
public class ProblemException extends ErrorResponseException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A problem of the service's own kind.
     *
     * @param status the status code, 4xx or 503
     * @param word the kind, in lower case with hyphens, which becomes part of the type URI
     * @param title the sentence for people
     */
    public ProblemException(HttpStatusCode status, String word, String title) {
        super(status, document(status, word, title), null);
    }

    /** A problem of a kind that all services know, with a sentence that says more. */
    public ProblemException(ProblemType type, String detail) {
        super(type.status(), Problems.document(type, detail), null);
    }

    private static ProblemDetail document(HttpStatusCode status, String word, String title) {
        ProblemDetail problem = ProblemDetail.forStatus(status);
        problem.setType(ProblemType.uri(word));
        problem.setTitle(title);
        return problem;
    }
}
