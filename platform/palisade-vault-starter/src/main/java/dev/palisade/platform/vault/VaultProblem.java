package dev.palisade.platform.vault;

import dev.palisade.platform.problem.Outage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.vault.VaultException;
import org.springframework.vault.client.VaultResponses;
import org.springframework.web.client.HttpStatusCodeException;

/** Vault did not do what it was asked; {@link #reason()} says which of the few things that go wrong it was. */
public final class VaultProblem extends VaultException implements Outage {

    private static final long serialVersionUID = 1L;
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;

    private final Reason reason;

    /** A problem with a sentence for the operator. */
    public VaultProblem(Reason reason, String message, @Nullable Throwable cause) {
        super(message);
        if (cause != null) {
            initCause(cause);
        }
        this.reason = reason;
    }

    /** What went wrong. */
    public Reason reason() {
        return reason;
    }

    @Override
    public boolean isOutage() {
        return reason != Reason.REFUSED;
    }

    /**
     * Says in a sentence what a failed call means.
     *
     * @param wanted what the call was for, for example {@code read kv/cart-service}
     */
    public static VaultProblem of(Throwable failure, String wanted) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof VaultProblem problem) {
                return problem;
            }
            if (each instanceof HttpStatusCodeException answer) {
                return switch (answer.getStatusCode().value()) {
                    case FORBIDDEN ->
                        new VaultProblem(Reason.DENIED, "Vault does not permit this process to " + wanted, failure);
                    case UNAVAILABLE ->
                        new VaultProblem(
                                Reason.SEALED,
                                "Vault is sealed or not ready, so it was not possible to " + wanted,
                                failure);
                    default ->
                        new VaultProblem(
                                Reason.REFUSED,
                                "Vault refuses to " + wanted + ": "
                                        + answer.getStatusCode().value() + " "
                                        + VaultResponses.getError(answer.getResponseBodyAsString()),
                                failure);
                };
            }
            if (each instanceof IOException) {
                return new VaultProblem(
                        Reason.UNREACHABLE, "Vault cannot be reached, so it was not possible to " + wanted, failure);
            }
        }
        return new VaultProblem(Reason.REFUSED, "It was not possible to " + wanted + " in Vault", failure);
    }

    /** The few things that go wrong. */
    public enum Reason {
        /** No answer, or none in time, or not from our Vault. */
        UNREACHABLE,
        /** It answers, but gives nothing until it is unsealed. */
        SEALED,
        /** The policy of this process does not contain the path. */
        DENIED,
        /** No fresh secret id was laid down for this process. */
        SECRET_ID_MISSING,
        /** The secret id that was laid down had been used by someone else, or was too old, or was for someone else. */
        SECRET_ID_REFUSED,
        /** The pod was given no token of its ServiceAccount. */
        SERVICE_ACCOUNT_MISSING,
        /** The token is another ServiceAccount's, or for somebody else than Vault, or has ended. */
        SERVICE_ACCOUNT_REFUSED,
        /** Anything else that Vault says no to. */
        REFUSED
    }
}
