package dev.palisade.platform.vault;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.vault.VaultException;
import org.springframework.vault.authentication.LifecycleAwareSessionManager;
import org.springframework.vault.authentication.SessionManager;
import org.springframework.vault.core.VaultOperations;
import org.springframework.vault.support.VaultResponse;
import org.springframework.web.client.RestClientException;

/**
 * Vault in the name of this process. Every failure is a {@link VaultProblem}; a login that Vault has forgotten is made
 * anew, once.
 */
public final class Vault {

    private final VaultOperations operations;
    private final SessionManager session;

    /** Asks through Spring Vault, and knows whose session it is. */
    public Vault(VaultOperations operations, SessionManager session) {
        this.operations = operations;
        this.session = session;
    }

    /**
     * Reads a path.
     *
     * @throws VaultProblem when it cannot be had, or nothing is there
     */
    public Answer read(String path) {
        return call("read " + path, () -> operations.read(path));
    }

    /**
     * Writes to a path, and returns what Vault says to it.
     *
     * @throws VaultProblem when it cannot be done
     */
    public Answer write(String path, Map<String, ?> body) {
        return call("write " + path, () -> operations.write(path, body));
    }

    private Answer call(String wanted, Call call) {
        try {
            return Answer.of(call.run(), wanted);
        } catch (VaultException | RestClientException | IllegalStateException e) {
            VaultProblem problem = VaultProblem.of(e, wanted);
            if (problem.reason() != VaultProblem.Reason.DENIED || !sessionIsGone()) {
                throw problem;
            }
        }
        try {
            return Answer.of(call.run(), wanted);
        } catch (VaultException | RestClientException | IllegalStateException e) {
            throw VaultProblem.of(e, wanted);
        }
    }

    /**
     * Vault says the same to a login that it has forgotten as to a path that is not allowed. A login that cannot be renewed
     * is dropped by the session manager, and the next call makes a new one.
     */
    private boolean sessionIsGone() {
        return session instanceof LifecycleAwareSessionManager lifecycle && !lifecycle.renewToken();
    }

    @FunctionalInterface
    private interface Call {
        @Nullable
        VaultResponse run();
    }

    /**
     * What Vault answered.
     *
     * @param data the answer's data; empty when it has none
     * @param leaseId the lease that goes with it; empty when there is none
     * @param leaseSeconds how long that lease lasts
     */
    public record Answer(Map<String, Object> data, String leaseId, long leaseSeconds) {

        static Answer of(@Nullable VaultResponse response, String wanted) {
            if (response == null) {
                if (wanted.startsWith("read ")) {
                    throw new VaultProblem(VaultProblem.Reason.REFUSED, "There is nothing in Vault to " + wanted, null);
                }
                return new Answer(Map.of(), "", 0);
            }
            return new Answer(
                    Objects.requireNonNullElse(response.getData(), Map.of()),
                    Objects.requireNonNullElse(response.getLeaseId(), ""),
                    response.getLeaseDuration());
        }

        /**
         * A text of the data.
         *
         * @throws VaultProblem when it is not there
         */
        public String text(String name) {
            if (data.get(name) instanceof Object value) {
                return String.valueOf(value);
            }
            throw new VaultProblem(VaultProblem.Reason.REFUSED, "Vault's answer has no " + name, null);
        }

        /** The texts of a list in the data; none when it is not there. */
        public List<String> texts(String name) {
            return data.get(name) instanceof List<?> values
                    ? values.stream().map(String::valueOf).toList()
                    : List.of();
        }

        /** Names the lease, never what it is for. */
        @Override
        public String toString() {
            return "Answer[lease=" + leaseId + "]";
        }
    }
}
