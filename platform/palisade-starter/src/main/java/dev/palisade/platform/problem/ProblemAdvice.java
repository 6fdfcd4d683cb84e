package dev.palisade.platform.problem;

import dev.palisade.platform.client.TokenRefusedException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns what goes wrong in a controller into a problem document: precise about the input, silent about the inside. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail problem = switch (e) {
            case ProblemException refusal -> refusal.getBody();
            case HttpMessageNotReadableException unreadable ->
                Problems.document(ProblemType.MALFORMED_BODY, whatIsWrong(unreadable.getCause()));
            case MethodArgumentNotValidException invalid -> invalid(invalid);
            case HandlerMethodValidationException invalid -> invalid(invalid);
            case MethodArgumentTypeMismatchException mismatch ->
                Problems.document(ProblemType.INVALID_VALUE, "'" + mismatch.getName() + "' is not of the right type.");
            case TypeMismatchException mismatch -> Problems.document(ProblemType.INVALID_VALUE, null);
            case ServletRequestBindingException missing ->
                Problems.document(ProblemType.INVALID_VALUE, missing.getBody().getDetail());
            default -> Problems.document(ProblemType.of(status.value()), null);
        };
        if (problem.getStatus() >= 500 && !(e instanceof ProblemException)) {
            log.error("Unexpected failure", e);
        }
        HttpHeaders answer = new HttpHeaders();
        answer.putAll(headers);
        answer.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        answer.setCacheControl("no-store");
        return ResponseEntity.status(problem.getStatus()).headers(answer).body(problem);
    }

    /** An outage of a neighbour is a 503 that says so, never a lie about what the caller asked for. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handleUnreachable(ResourceAccessException e, WebRequest request) {
        log.warn("A neighbour cannot be reached: {}", e.getMessage());
        return answer(e, ProblemType.UNAVAILABLE, request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handleNeighbour(RestClientResponseException e, WebRequest request) {
        log.warn("A neighbour answered {}", e.getStatusCode().value());
        return answer(
                e, e.getStatusCode().is5xxServerError() ? ProblemType.UNAVAILABLE : ProblemType.INTERNAL, request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handleTokenRefused(TokenRefusedException e, WebRequest request) {
        log.warn("{}", e.getMessage());
        return answer(e, ProblemType.FORBIDDEN, request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handleDenied(AccessDeniedException e, WebRequest request) {
        return answer(e, ProblemType.FORBIDDEN, request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handleUnauthenticated(AuthenticationException e, WebRequest request) {
        return answer(e, ProblemType.UNAUTHENTICATED, request);
    }

    /** The firewall looks at a header when it is read, which may be as late as here. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handleRejected(RequestRejectedException e, WebRequest request) {
        return answer(e, ProblemType.MALFORMED_REQUEST, request);
    }

    /** A form is decoded when it is looked at first. The container's words would repeat it. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handleForm(InvalidParameterException e, WebRequest request) {
        return answer(e, ProblemType.MALFORMED_REQUEST, request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handleUnexpected(Exception e, WebRequest request) {
        return answer(e, Outage.causes(e) ? ProblemType.UNAVAILABLE : ProblemType.INTERNAL, request);
    }

    private @Nullable ResponseEntity<Object> answer(Exception e, ProblemType type, WebRequest request) {
        return handleExceptionInternal(e, null, new HttpHeaders(), type.status(), request);
    }

    private static ProblemDetail invalid(MethodArgumentNotValidException invalid) {
        return invalid(invalid.getBindingResult().getFieldErrors().stream()
                .map(error -> Map.of("field", error.getField(), "message", message(error)))
                .toList());
    }

    private static ProblemDetail invalid(HandlerMethodValidationException invalid) {
        return invalid(invalid.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream()
                        .map(error -> Map.of(
                                "field",
                                String.valueOf(result.getMethodParameter().getParameterName()),
                                "message",
                                message(error))))
                .toList());
    }

    private static ProblemDetail invalid(List<Map<String, String>> errors) {
        String detail = errors.stream()
                .map(error -> "'" + error.get("field") + "' " + error.get("message") + ".")
                .sorted()
                .collect(Collectors.joining(" "));
        ProblemDetail problem = Problems.document(ProblemType.INVALID_VALUE, detail);
        problem.setProperty("errors", errors);
        return problem;
    }

    private static String message(MessageSourceResolvable error) {
        return String.valueOf(error.getDefaultMessage());
    }

    /** Names the field, never the value: a value may be a card number. */
    private static String whatIsWrong(@Nullable Throwable cause) {
        return switch (cause) {
            case UnrecognizedPropertyException unknown -> "The field '" + path(unknown) + "' is not known here.";
            case DatabindException databind
            when !databind.getPath().isEmpty() -> "The field '" + path(databind) + "' has a value that does not fit.";
            case JacksonException syntax -> "It is not well-formed JSON.";
            case null, default -> "It is missing or not well-formed.";
        };
    }

    private static String path(DatabindException e) {
        return e.getPath().stream()
                .map(step -> step.getPropertyName() == null ? String.valueOf(step.getIndex()) : step.getPropertyName())
                .collect(Collectors.joining("."));
    }
}
