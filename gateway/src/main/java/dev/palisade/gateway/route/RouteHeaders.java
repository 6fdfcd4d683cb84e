package dev.palisade.gateway.route;

import dev.palisade.gateway.contract.Operation;
import java.util.List;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.ResponseHttpHeadersFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;

/**
 * Which headers pass the door, in and out: these, those that the contract declares for an operation, and no others.
 * Whatever a caller sends to look like somebody else, a cookie, or a token that is not for the service, stays outside;
 * whatever a service says of itself stays inside.
 */
@Configuration(proxyBeanMethods = false)
class RouteHeaders {

    /** The request attribute with the token for the service. */
    static final String TOKEN = RouteHeaders.class.getName() + ".token";

    /** The request attribute with the operation, whose contract may declare more headers. */
    static final String OPERATION = RouteHeaders.class.getName() + ".operation";

    private static final List<String> IN =
            List.of("Accept", "Accept-Language", "Content-Type", "If-Match", "If-None-Match");
    private static final List<String> OUT = List.of(
            "Content-Type",
            "Content-Language",
            "Content-Length",
            "Cache-Control",
            "ETag",
            "Retry-After",
            "Allow",
            "Deprecation",
            "Sunset",
            "WWW-Authenticate"); // says when a person has to confirm who they are (RFC 9470)

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    RequestHttpHeadersFilter requestHeaders() {
        return (headers, request) -> {
            HttpHeaders passed = only(IN, headers);
            request.attribute(OPERATION)
                    .ifPresent(operation -> passed.putAll(only(((Operation) operation).headers(), headers)));
            request.attribute(TOKEN).ifPresent(token -> passed.setBearerAuth((String) token));
            return passed;
        };
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    ResponseHttpHeadersFilter responseHeaders() {
        return (headers, response) -> only(OUT, headers);
    }

    private static HttpHeaders only(List<String> names, HttpHeaders headers) {
        HttpHeaders passed = new HttpHeaders();
        for (String name : names) {
            List<String> values = headers.get(name);
            if (values != null) {
                passed.put(name, values);
            }
        }
        return passed;
    }
}
