package dev.palisade.platform.vault.login;

import dev.palisade.platform.vault.VaultProblem;
import dev.palisade.platform.vault.VaultProblem.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpEntity;
import org.springframework.vault.authentication.ClientAuthentication;
import org.springframework.vault.authentication.LoginToken;
import org.springframework.vault.client.VaultHttpHeaders;
import org.springframework.vault.support.VaultResponse;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestOperations;

/**
 * Logs in by AppRole. The role id is the name of the workload and no secret; the secret id comes wrapped, in a file that
 * an agent writes anew again and again. A wrapping token shows its content once: whoever finds it used knows that somebody
 * else was there before.
 */
final class WrappedSecretIdLogin implements ClientAuthentication {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Logger log = LoggerFactory.getLogger(WrappedSecretIdLogin.class);

    private final RestOperations vault;
    private final String role;
    private final @Nullable Path file;
    private final Duration patience;
    private String last = "";

    WrappedSecretIdLogin(RestOperations vault, String role, LoginProperties properties) {
        this.vault = vault;
        this.role = role;
        this.file = properties.wrappedSecretId();
        this.patience = properties.patience();
    }

    @Override
    public synchronized VaultToken login() {
        long end = System.nanoTime() + patience.toNanos();
        VaultProblem refusal = null;
        while (true) {
            String wrapping = fresh(end);
            if (wrapping == null) {
                throw refusal != null ? refusal : missing();
            }
            try {
                VaultToken token = exchange(unwrap(wrapping));
                last = wrapping;
                remove();
                log.atInfo().addKeyValue("role", role).log("Logged in to Vault as {}", role);
                return token;
            } catch (VaultProblem problem) {
                if (problem.reason() != Reason.SECRET_ID_REFUSED) {
                    throw problem;
                }
                last = wrapping;
                refusal = problem;
            }
        }
    }

    /** The next wrapping token that was not used here before; null when none comes in time. */
    private @Nullable String fresh(long end) {
        while (true) {
            String found = read();
            if (!found.isEmpty() && !found.equals(last)) {
                return found;
            }
            if (System.nanoTime() >= end) {
                return null;
            }
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }

    private String read() {
        if (file == null) {
            throw new VaultProblem(
                    Reason.SECRET_ID_MISSING,
                    "This process has no way into Vault: palisade.vault.wrapped-secret-id is not set",
                    null);
        }
        try {
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new VaultProblem(Reason.SECRET_ID_MISSING, "The wrapped secret id in " + file + " is unreadable", e);
        }
    }

    /** So that the next start of this process does not take its own traces for somebody else's. */
    private void remove() {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.debug("The used wrapping token in {} stays, because its folder is read-only", file);
        }
    }

    private VaultProblem missing() {
        return new VaultProblem(
                Reason.SECRET_ID_MISSING, "No fresh wrapped secret id was laid down in " + file + " in time", null);
    }

    /**
     * The secret id behind a wrapping token. Where it was made is asked first: a token that wraps something else was put
     * there by somebody who took ours.
     */
    private String unwrap(String wrapping) {
        try {
            Map<String, Object> origin = post("sys/wrapping/lookup", Map.of("token", wrapping), null);
            String path = "auth/approle/role/" + role + "/secret-id";
            if (!path.equals(data(origin).get("creation_path"))) {
                throw refused("was not made at " + path, null);
            }
            return String.valueOf(
                    data(post("sys/wrapping/unwrap", Map.of(), wrapping)).get("secret_id"));
        } catch (HttpClientErrorException e) {
            throw refused("was used before or has ended", e);
        } catch (RestClientException e) {
            throw VaultProblem.of(e, "unwrap the secret id");
        }
    }

    private VaultToken exchange(String secretId) {
        try {
            Map<?, ?> auth = (Map<?, ?>) Objects.requireNonNull(
                    post("auth/approle/login", Map.of("role_id", role, "secret_id", secretId), null)
                            .get("auth"));
            return LoginToken.builder()
                    .token(String.valueOf(auth.get("client_token")))
                    .accessor(String.valueOf(auth.get("accessor")))
                    .type(String.valueOf(auth.get("token_type")))
                    .leaseDuration(Duration.ofSeconds(
                            auth.get("lease_duration") instanceof Number seconds ? seconds.longValue() : 0))
                    .renewable(Boolean.TRUE.equals(auth.get("renewable")))
                    .build();
        } catch (HttpClientErrorException e) {
            throw refused("holds a secret id that Vault does not accept for " + role, e);
        } catch (RestClientException e) {
            throw VaultProblem.of(e, "log in as " + role);
        }
    }

    private VaultProblem refused(String why, @Nullable Throwable cause) {
        String sentence = "The wrapping token in " + file + " " + why + ": someone else may have unwrapped it";
        log.atWarn()
                .addKeyValue("event.category", "authentication")
                .addKeyValue("event.outcome", "failure")
                .addKeyValue("role", role)
                .addKeyValue("file", String.valueOf(file))
                .log(sentence);
        return new VaultProblem(Reason.SECRET_ID_REFUSED, sentence, cause);
    }

    private Map<String, Object> post(String path, Map<String, ?> body, @Nullable String token) {
        HttpEntity<?> request = token == null
                ? new HttpEntity<>(body)
                : new HttpEntity<>(body, VaultHttpHeaders.from(VaultToken.of(token)));
        VaultResponse answer = vault.postForObject(path, request, VaultResponse.class);
        if (answer == null) {
            throw new VaultProblem(Reason.REFUSED, "Vault answered nothing to " + path, null);
        }
        return Map.of(
                "data", Objects.requireNonNullElse(answer.getData(), Map.of()),
                "auth", Objects.requireNonNullElse(answer.getAuth(), Map.of()));
    }

    private static Map<?, ?> data(Map<String, Object> answer) {
        return (Map<?, ?>) Objects.requireNonNull(answer.get("data"));
    }
}
