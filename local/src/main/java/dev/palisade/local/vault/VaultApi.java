package dev.palisade.local.vault;

import dev.palisade.local.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Vault's HTTP API in the name of one token. */
public final class VaultApi {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;

    private final URI address;
    private final HttpClient http;
    private final @Nullable String token;

    private VaultApi(URI address, HttpClient http, @Nullable String token) {
        this.address = address;
        this.http = http;
        this.token = token;
    }

    /** The API as anyone sees it, over TLS that trusts only what the context trusts. */
    public static VaultApi at(URI address, SSLContext trust) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust)
                .connectTimeout(PATIENCE)
                .build();
        return new VaultApi(address, http, null);
    }

    /** The same in the name of the holder of this token. */
    public VaultApi as(String holder) {
        return new VaultApi(address, http, holder);
    }

    /** What stands at the path; empty when nothing does. */
    public Optional<Map<String, Object>> read(String path) {
        try {
            return Optional.of(send("GET", path, null, null));
        } catch (VaultException e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Writes to the path, and returns what Vault answers; an empty map when it says nothing. */
    public Map<String, Object> write(String path, Map<String, ?> body) {
        return send("POST", path, body, null);
    }

    /** Writes to the path, and returns a token that shows the answer to the first who unwraps it in time. */
    public String writeWrapped(String path, Map<String, ?> body, Duration life) {
        Map<String, Object> answer = send("POST", path, body, life);
        return text(object(answer, "wrap_info"), "token");
    }

    /** Removes what stands at the path. */
    public void delete(String path) {
        send("DELETE", path, null, null);
    }

    /** The names below the path. */
    public List<String> list(String path) {
        try {
            Object keys = object(send("LIST", path, null, null), "data").get("keys");
            return keys instanceof List<?> names
                    ? names.stream().map(String::valueOf).toList()
                    : List.of();
        } catch (VaultException e) {
            if (e.status() == NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    /** Whether Vault answers, is initialised and is not sealed. */
    public boolean isReady() {
        return health() == 200;
    }

    /** Whether Vault answers, in whatever state it is. */
    public boolean answers() {
        return health() > 0;
    }

    private int health() {
        try {
            HttpRequest request = HttpRequest.newBuilder(address.resolve("/v1/sys/health"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private Map<String, Object> send(
            String method, String path, @Nullable Map<String, ?> body, @Nullable Duration wrap) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve("/v1/" + path))
                .timeout(PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body)));
        if (token != null) {
            request.header("X-Vault-Token", token);
        }
        if (wrap != null) {
            request.header("X-Vault-Wrap-TTL", wrap.toSeconds() + "s");
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() >= 400) {
                throw new VaultException(
                        "Vault refuses to " + method + " " + path + " (" + response.statusCode() + "): "
                                + errors(response.body()),
                        response.statusCode());
            }
            return response.body().isBlank() ? Map.of() : map(Json.read(response.body(), Map.class));
        } catch (IOException e) {
            throw new VaultException("Vault at " + address + " cannot be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VaultException("Interrupted while Vault was asked.", e);
        }
    }

    private static String errors(String body) {
        try {
            return String.valueOf(Json.read(body, Map.class).get("errors")).strip();
        } catch (JacksonException e) {
            return body.strip();
        }
    }

    /** A part of an answer; an empty map when it is not there. */
    static Map<String, Object> object(Map<String, Object> answer, String name) {
        return answer.get(name) instanceof Map<?, ?> part ? map(part) : Map.of();
    }

    /** A text of an answer. */
    static String text(Map<String, Object> answer, String name) {
        if (answer.get(name) instanceof String text) {
            return text;
        }
        throw new VaultException("Vault's answer has no " + name + ".");
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are texts
    private static Map<String, Object> map(Map<?, ?> object) {
        return (Map<String, Object>) object;
    }
}
