package dev.palisade.sandbox;

import java.io.Serial;

/** A request is refused. */
final class ApiException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /**
     * @param status the HTTP status
     * @param code the word by which programs know the reason
     * @param message the reason for people, without any of the input
     */
    ApiException(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static ApiException invalid(String code, String message) {
        return new ApiException(400, code, message);
    }

    static ApiException notFound(String what) {
        return new ApiException(404, "not_found", "There is no such " + what + ".");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
