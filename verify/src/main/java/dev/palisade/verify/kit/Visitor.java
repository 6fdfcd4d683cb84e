package dev.palisade.verify.kit;

import dev.palisade.local.PlatformException;
import dev.palisade.local.ca.Identity;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Asks, with cookies and without following redirects; one request after the other, and never many. */
final class Visitor {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http;

    Visitor(@Nullable SSLContext tls) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).connectTimeout(PATIENCE);
        if (tls != null) {
            builder.sslContext(tls);
        }
        this.http = builder.build();
    }

    /** One that believes this authority, or those of the JDK when there is none. */
    static Visitor trusting(@Nullable Path ca) {
        return new Visitor(ca == null ? null : Identity.trustOnly(ca));
    }

    HttpResponse<String> get(URI uri, String... headers) {
        return send(HttpRequest.newBuilder(uri), headers);
    }

    HttpResponse<String> form(URI uri, Map<String, String> fields, String... headers) {
        return send(
                HttpRequest.newBuilder(uri)
                        .setHeader("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(encoded(fields))),
                headers);
    }

    static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        URI to = request.build().uri();
        try {
            return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new PlatformException(
                    to.getAuthority() + " gave no answer: " + e.getClass().getSimpleName(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The command was interrupted.", e);
        }
    }
}
