package dev.palisade.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Says in each answer of a {@link DeprecatedOperation}, also in a refusal, that the operation will end. */
final class DeprecationHeaders implements HandlerInterceptor {

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final Map<HandlerMethod, Map<String, String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            known.computeIfAbsent(method, DeprecationHeaders::headers).forEach(response::setHeader);
        }
        return true;
    }

    private static Map<String, String> headers(HandlerMethod method) {
        DeprecatedOperation operation = method.getMethodAnnotation(DeprecatedOperation.class);
        return operation == null
                ? Map.of()
                : Map.of(
                        "Deprecation",
                        "@" + start(operation.since()).getEpochSecond(), // a date of RFC 9651
                        "Sunset",
                        HTTP_DATE.format(start(operation.sunset()).atOffset(ZoneOffset.UTC)));
    }

    private static Instant start(String day) {
        return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
