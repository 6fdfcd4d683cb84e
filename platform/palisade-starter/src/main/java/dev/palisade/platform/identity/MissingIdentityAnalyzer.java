package dev.palisade.platform.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.util.PlaceholderResolutionException;

/** Says in plain words that a process was started without an identity. */
final class MissingIdentityAnalyzer extends AbstractFailureAnalyzer<PlaceholderResolutionException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, PlaceholderResolutionException cause) {
        if (!String.valueOf(cause.getMessage()).contains("palisade.identity.directory")) {
            return null;
        }
        return new FailureAnalysis(
                "This process has no identity: palisade.identity.directory is not set.",
                "Start the platform with './palisade up', or set PALISADE_IDENTITY_DIRECTORY to a folder with"
                        + " identity.pem, key.pem and ca.pem.",
                cause);
    }
}
