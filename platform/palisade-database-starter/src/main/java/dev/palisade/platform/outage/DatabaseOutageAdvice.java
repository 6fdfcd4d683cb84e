package dev.palisade.platform.outage;

import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers 503 when no connection could be had in time or PostgreSQL gave up, for example to end a deadlock. */
@RestControllerAdvice
@Order(0)
class DatabaseOutageAdvice {

    private static final Logger log = LoggerFactory.getLogger(DatabaseOutageAdvice.class);

    @ExceptionHandler({
        CannotCreateTransactionException.class,
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class
    })
    ResponseEntity<ProblemDetail> handleOutage(RuntimeException e) {
        log.warn("The database cannot be had: {}", String.valueOf(e.getMessage()));
        return ResponseEntity.status(ProblemType.UNAVAILABLE.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(Problems.document(ProblemType.UNAVAILABLE, null));
    }
}
