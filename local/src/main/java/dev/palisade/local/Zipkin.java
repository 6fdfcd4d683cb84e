package dev.palisade.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks Zipkin for the traces it has kept. */
public final class Zipkin {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Zipkin() {}

    /**
     * What Zipkin answers.
     *
     * @param zipkin where it listens
     * @param query path and query below {@code /api/v2/}
     * @throws IOException if it does not answer
     */
    public static HttpResponse<String> get(URI zipkin, String query) throws IOException, InterruptedException {
        // A new client's first request would offer an upgrade to HTTP/2, and Zipkin at times answers that with nothing.
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(
                    HttpRequest.newBuilder(zipkin.resolve("/api/v2/" + query))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
