package dev.palisade.platform.web;

import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a query with a parameter that the handler method does not declare by {@link RequestParam}, or with the same one
 * twice: two readers of such a request may understand different things.
 */
final class KnownParameters implements HandlerInterceptor {

    private final Map<HandlerMethod, Set<String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getQueryString() != null
                && handler instanceof HandlerMethod method
                && !(method.getBean() instanceof ErrorController)) {
            Set<String> names = known.computeIfAbsent(method, KnownParameters::names);
            request.getParameterMap().forEach((name, values) -> {
                if (!names.contains(name)) {
                    throw new ProblemException(
                            ProblemType.INVALID_VALUE, "There is a parameter that is not known here.");
                }
                if (values.length > 1) {
                    throw new ProblemException(ProblemType.INVALID_VALUE, "'" + name + "' is given more than once.");
                }
            });
        }
        return true;
    }

    private static Set<String> names(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
                .map(KnownParameters::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String name(MethodParameter parameter) {
        RequestParam annotation = parameter.getParameterAnnotation(RequestParam.class);
        return annotation == null || annotation.name().isEmpty()
                ? parameter.getParameter().getName()
                : annotation.name();
    }
}
