package dev.palisade.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** Asks a process whether it does its work. */
final class Probe {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final HttpClient http;

    /** @param context what to show and to trust */
    Probe(SSLContext context) {
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .connectTimeout(PATIENCE)
                .build();
    }

    boolean isReady(URI health) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(health).timeout(PATIENCE).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
