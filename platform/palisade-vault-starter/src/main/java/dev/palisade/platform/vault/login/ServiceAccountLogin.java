package dev.palisade.platform.vault.login;

import dev.palisade.platform.vault.VaultProblem;
import dev.palisade.platform.vault.VaultProblem.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.FileSystemResource;
import org.springframework.vault.VaultException;
import org.springframework.vault.authentication.ClientAuthentication;
import org.springframework.vault.authentication.KubernetesAuthentication;
import org.springframework.vault.authentication.KubernetesAuthenticationOptions;
import org.springframework.vault.authentication.KubernetesServiceAccountTokenFile;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestOperations;

/**
 * Logs in with the token of the pod's ServiceAccount, which is for Vault alone and which the kubelet replaces in its file
 * long before it ends. Vault asks Kubernetes about it; the role has the name of the workload.
 */
final class ServiceAccountLogin implements ClientAuthentication {

    private static final Logger log = LoggerFactory.getLogger(ServiceAccountLogin.class);

    private final RestOperations vault;
    private final String role;
    private final Path file;

    ServiceAccountLogin(RestOperations vault, String role, Path file) {
        this.vault = vault;
        this.role = role;
        this.file = file;
    }

    @Override
    public VaultToken login() {
        if (!Files.isReadable(file)) {
            throw new VaultProblem(
                    Reason.SERVICE_ACCOUNT_MISSING,
                    "There is no token of a ServiceAccount in " + file + ", so this process cannot log in to Vault",
                    null);
        }
        try {
            VaultToken token = new KubernetesAuthentication(
                            KubernetesAuthenticationOptions.builder()
                                    .role(role)
                                    .jwtSupplier(new KubernetesServiceAccountTokenFile(new FileSystemResource(file)))
                                    .build(),
                            vault)
                    .login();
            log.atInfo().addKeyValue("role", role).log("Logged in to Vault as {}", role);
            return token;
        } catch (VaultException e) {
            if (e.getCause() instanceof HttpClientErrorException refusal) {
                throw refused(refusal);
            }
            throw VaultProblem.of(e, "log in as " + role);
        }
    }

    private VaultProblem refused(HttpClientErrorException refusal) {
        String sentence = "Vault does not take the token in " + file + " for the role " + role;
        log.atWarn()
                .addKeyValue("event.category", "authentication")
                .addKeyValue("event.outcome", "failure")
                .addKeyValue("role", role)
                .addKeyValue("file", file.toString())
                .log(sentence);
        return new VaultProblem(Reason.SERVICE_ACCOUNT_REFUSED, sentence, refusal);
    }
}
