package dev.palisade.platform.problem;

import java.net.URI;
import org.springframework.http.HttpStatus;

/**
 * The kinds of problem that every service answers with (RFC 9457 section 3.1.1). A service adds its own through
 * {@link ProblemException}.
 */
public enum ProblemType {
    MALFORMED_BODY(HttpStatus.BAD_REQUEST, "The body cannot be read"),
    INVALID_VALUE(HttpStatus.BAD_REQUEST, "A value is not acceptable"),
    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request cannot be understood"),
    UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "Sign in first"),
    FORBIDDEN(HttpStatus.FORBIDDEN, "This is not allowed"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing here"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "This method is not offered here"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No acceptable representation"),
    REQUEST_TIMEOUT(HttpStatus.REQUEST_TIMEOUT, "The request did not arrive in time"),
    PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "This media type is not understood"),
    TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
    HEADERS_TOO_LARGE(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The header fields are too large"),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side"),
    UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "A part of the shop cannot be reached"),
    TIMEOUT(HttpStatus.GATEWAY_TIMEOUT, "A part of the shop took too long");

    private static final String PREFIX = "urn:palisade:problem:";

    private final HttpStatus status;
    private final String title;

    ProblemType(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The status code that goes with it. */
    public HttpStatus status() {
        return status;
    }

    /** The sentence for people. */
    public String title() {
        return title;
    }

    /** The URI that identifies it, for example {@code urn:palisade:problem:not-found}. */
    public URI uri() {
        return uri(name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    }

    /** The URI of a kind of problem by its word. */
    static URI uri(String word) {
        return URI.create(PREFIX + word);
    }

    /** The kind that a bare status code stands for. */
    public static ProblemType of(int status) {
        for (ProblemType type : values()) {
            if (type != MALFORMED_BODY && type != INVALID_VALUE && type.status.value() == status) {
                return type;
            }
        }
        return status >= 500 ? INTERNAL : MALFORMED_REQUEST;
    }
}
