package dev.palisade.platform.vault.login;

import dev.palisade.platform.vault.VaultProblem;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.vault.VaultException;

/** Says why a process that lives from Vault did not start, and what to do next. */
final class VaultFailureAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        VaultException other = null;
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof VaultProblem problem) {
                return analysis(problem);
            }
            if (other == null && each instanceof VaultException fromVault) {
                other = fromVault;
            }
        }
        return other == null ? null : analysis(VaultProblem.of(other, "read the configuration of this process"));
    }

    private static FailureAnalysis analysis(VaultProblem problem) {
        return new FailureAnalysis(problem.getMessage() + ".", todo(problem.reason()), problem);
    }

    private static String todo(VaultProblem.Reason reason) {
        return switch (reason) {
            case UNREACHABLE ->
                "Start Vault, or correct spring.cloud.vault.uri. Its certificate must be signed by the authority in"
                        + " ca.pem in palisade.identity.directory and name the host of that address.";
            case SEALED ->
                "Unseal Vault ('vault operator unseal', or whatever its automatic seal needs), then start again.";
            case DENIED ->
                "Compare the policy of this service in docker/vault/policies with the path, and apply it again.";
            case SECRET_ID_MISSING ->
                "Let the agent write a fresh wrapping token to palisade.vault.wrapped-secret-id, and look into its log.";
            case SECRET_ID_REFUSED ->
                "Find out who used it: Vault's audit log names the address. The agent writes another one soon; if it was"
                        + " only too old, the agent does not run.";
            case SERVICE_ACCOUNT_MISSING ->
                "Mount a projected token with the audience vault at palisade.vault.service-account-token, as"
                        + " k8s/base/workload does.";
            case SERVICE_ACCOUNT_REFUSED ->
                "Compare the pod's ServiceAccount and namespace with the role in docker/vault/kubernetes.yml, and the"
                        + " audience of its projected token with the role's. Vault's audit log has the request.";
            case REFUSED ->
                "Apply docker/vault again: the bootstrap sets right what differs and replaces an authority that ends."
                        + " Vault's audit log has the request.";
        };
    }
}
