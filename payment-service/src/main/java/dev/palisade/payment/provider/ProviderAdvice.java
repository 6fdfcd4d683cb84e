package dev.palisade.payment.provider;

import dev.palisade.platform.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What is told to a caller when the provider fails: nothing is lost, and the same request may be sent again. */
@RestControllerAdvice
@Order(0)
class ProviderAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProviderAdvice.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handleProvider(ProviderException e) {
        log.warn("The card provider failed: {}", e.getMessage());
        ProblemException problem = new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE, "provider-failed", "The card provider does not answer, try again");
        return ResponseEntity.status(problem.getStatusCode())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(problem.getBody());
    }
}
