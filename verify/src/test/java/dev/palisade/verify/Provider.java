package dev.palisade.verify;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the card provider itself has booked. */
final class Provider {

    private Provider() {}

    /** The payments whose money it has taken today, once for each time. */
    static List<String> captures() throws Exception {
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(RunningPlatform.platform().trust())
                .build()) {
            String body = http.send(
                            HttpRequest.newBuilder(RunningPlatform.platform()
                                            .paymentSandbox()
                                            .resolve("/v1/statement"))
                                    .header(
                                            "Authorization",
                                            "Bearer "
                                                    + RunningPlatform.platform().paymentSandboxKey())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            List<String> captures = new ArrayList<>();
            for (JsonNode line : new JsonMapper().readTree(body).path("data")) {
                if (line.path("type").asString().equals("capture")) {
                    captures.add(line.path("payment").asString());
                }
            }
            return captures;
        }
    }
}
