package dev.palisade.platform.client;

import org.springframework.http.ProblemDetail;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/** What a neighbour refused, by the word that its problem document names it with (RFC 9457 section 3.1.1). */
public final class NeighbourProblem {

    private NeighbourProblem() {}

    /** The last word of the problem's type, for example {@code out-of-stock}; empty when it sent no problem document. */
    public static String of(RestClientResponseException e) {
        try {
            ProblemDetail problem = e.getResponseBodyAs(ProblemDetail.class);
            String type = problem == null ? "" : String.valueOf(problem.getType());
            return type.substring(type.lastIndexOf(':') + 1);
        } catch (RestClientException unreadable) {
            return "";
        }
    }
}
