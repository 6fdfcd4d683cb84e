package dev.palisade.auth.mail;

/** Where mails go. */
public interface Mailbox {

    /** Sends a mail; one that cannot be sent is logged without its receiver and its text. */
    void send(Mail mail);

    /**
     * A mail.
     *
     * @param to the receiver's address
     * @param subject one line
     * @param text plain text
     */
    record Mail(String to, String subject, String text) {

        /** Names nobody, and no link. */
        @Override
        public String toString() {
            return "Mail[" + subject + "]";
        }
    }
}
