package dev.palisade.auth.mail;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in plain words why the server does not start. */
final class LocalMailboxAnalyzer extends AbstractFailureAnalyzer<LocalMailboxException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, LocalMailboxException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Remove palisade.auth.mailbox, and set spring.mail.host and palisade.auth.mail-from so that mails are sent.",
                cause);
    }
}
