package dev.palisade.sandbox;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the sandbox runs.
 *
 * @param host where it listens
 * @param port at which port; 0 for any
 * @param data the folder of its journal
 * @param identity the folder of its certificate
 * @param apiKey the file with the merchant's key
 * @param webhookUrl whom to tell what happened; nobody when there is none
 * @param webhookSecrets the file with what webhooks are signed with, one secret a line
 * @param control whether faults and disputes can be made on request
 */
public record Settings(
        String host,
        int port,
        Path data,
        Path identity,
        Path apiKey,
        @Nullable URI webhookUrl,
        Path webhookSecrets,
        boolean control) {

    /**
     * Reads {@code --name=value}.
     *
     * @throws IllegalArgumentException when one is missing
     */
    static Settings of(String[] arguments) {
        Map<String, String> values = new HashMap<>();
        for (String argument : arguments) {
            int end = argument.indexOf('=');
            values.put(end < 0 ? argument : argument.substring(0, end), end < 0 ? "true" : argument.substring(end + 1));
        }
        String url = values.get("--webhook-url");
        return new Settings(
                values.getOrDefault("--host", "127.0.0.1"),
                Integer.parseInt(required(values, "--port")),
                Path.of(required(values, "--data")),
                Path.of(required(values, "--identity")),
                Path.of(required(values, "--api-key-file")),
                url == null ? null : URI.create(url),
                Path.of(required(values, "--webhook-secrets-file")),
                Boolean.parseBoolean(values.get("--control")));
    }

    private static String required(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + "=… is missing");
        }
        return value;
    }
}
