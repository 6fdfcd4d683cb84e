package dev.palisade.platform.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/** Writes problem documents where no controller is involved: filters, security, the container. */
public final class Problems {

    private final JsonMapper json;

    /** Writes with the application's own JSON settings. */
    public Problems(JsonMapper json) {
        this.json = json;
    }

    /** A document of a known kind. */
    public static ProblemDetail document(ProblemType type, @Nullable String detail) {
        ProblemDetail problem = ProblemDetail.forStatus(type.status());
        problem.setType(type.uri());
        problem.setTitle(type.title());
        problem.setDetail(detail);
        return problem;
    }

    /** The status code to answer with when the container has something to report. */
    public static int statusOf(HttpServletRequest report) {
        if (report.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure
                && Outage.causes(failure)) {
            return ProblemType.UNAVAILABLE.status().value();
        }
        return report.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? code
                : ProblemType.NOT_FOUND.status().value();
    }

    /**
     * Answers with a problem of a known kind; what was written to the response before is dropped.
     *
     * @throws IOException when the connection is gone
     */
    public void write(HttpServletResponse response, ProblemType type, @Nullable String detail) throws IOException {
        write(response, document(type, detail));
    }

    /**
     * Answers with a problem; a response that has already begun is left alone.
     *
     * @throws IOException when the connection is gone
     */
    public void write(HttpServletResponse response, ProblemDetail problem) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(problem.getStatus());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }
}
