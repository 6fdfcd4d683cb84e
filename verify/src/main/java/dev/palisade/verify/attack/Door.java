package dev.palisade.verify.attack;

import dev.palisade.local.Pause;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A port of the platform, seen by somebody who trusts our authority and may have a certificate or a token. */
final class Door {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PATIENT = 5;

    private final URI base;
    private final HttpClient http;
    private final Map<String, String> headers;

    private Door(URI base, HttpClient http, Map<String, String> headers) {
        this.base = base;
        this.http = http;
        this.headers = headers;
    }

    static Door at(URI base, SSLContext tls) {
        HttpClient http = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        return new Door(base, http, Map.of());
    }

    URI base() {
        return base;
    }

    /** The same door with one more header field on every request. */
    Door with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Door(base, http, more);
    }

    /** The same door for the bearer of a token. */
    Door as(String token) {
        return with("Authorization", "Bearer " + token);
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer send(String method, String path, @Nullable String json) {
        return send(method, path, json, "application/json");
    }

    Answer form(String path, Map<String, String> fields) {
        return send(
                "POST",
                path,
                fields.entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")),
                "application/x-www-form-urlencoded");
    }

    /** Waits and asks again where it was too much for a moment: the throttle is attacked elsewhere. */
    Answer send(String method, String path, @Nullable String body, String type) {
        Answer answer = once(method, path, body, type);
        for (int i = 0; i < PATIENT && answer.status() == 429; i++) {
            Pause.ofMillis(1_000L * seconds(answer));
            answer = once(method, path, body, type);
        }
        return answer;
    }

    private static int seconds(Answer answer) {
        String after = answer.header("Retry-After");
        return after.matches("\\d{1,2}") ? Integer.parseInt(after) : 1;
    }

    private Answer once(String method, String path, @Nullable String body, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        headers.forEach(request::setHeader);
        if (body != null) {
            request.setHeader("Content-Type", type);
        }
        try {
            HttpResponse<String> response = http.send(
                    request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            return Answer.of(response);
        } catch (IOException e) {
            throw new NoAnswerException(base + " gave no answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswerException("The attack was interrupted", e);
        }
    }

    /** The connection did not come about, or ended without an answer. */
    static final class NoAnswerException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NoAnswerException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
