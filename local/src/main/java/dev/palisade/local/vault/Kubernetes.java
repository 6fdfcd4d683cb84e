package dev.palisade.local.vault;

import dev.palisade.local.Json;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.files.PrivateFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The Kubernetes API, as the pod beside Vault sees it: it may fill in one ConfigMap by name. */
public final class Kubernetes {

    /** Where every pod finds the API. */
    static final URI ADDRESS = URI.create("https://kubernetes.default.svc");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI address;
    private final Path serviceAccount;

    /**
     * @param address where the API server answers
     * @param serviceAccount the folder with {@code token} and {@code ca.crt}
     */
    public Kubernetes(URI address, Path serviceAccount) {
        this.address = address;
        this.serviceAccount = serviceAccount;
    }

    /**
     * Sets one entry of a ConfigMap that is there.
     *
     * @throws VaultException when this is refused
     */
    public void set(String namespace, String configMap, String entry, String text) {
        HttpRequest request = HttpRequest.newBuilder(
                        address.resolve("/api/v1/namespaces/" + namespace + "/configmaps/" + configMap))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + PrivateFiles.read(serviceAccount.resolve("token")))
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(Json.write(Map.of("data", Map.of(entry, text)))))
                .build();
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(Identity.trustOnly(serviceAccount.resolve("ca.crt")))
                .connectTimeout(PATIENCE)
                .build()) {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new VaultException("Kubernetes refuses to change the ConfigMap " + configMap + " in " + namespace
                        + " (" + answer.statusCode() + "): " + answer.body());
            }
        } catch (IOException e) {
            throw new VaultException("Kubernetes at " + address + " cannot be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VaultException("Interrupted while Kubernetes was asked.", e);
        }
    }
}
