package dev.palisade.auth.mail;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;

/** Sends mails by SMTP. */
final class SmtpMailbox implements Mailbox {

    private static final Logger log = LoggerFactory.getLogger(SmtpMailbox.class);

    private final JavaMailSender sender;
    private final String from;

    SmtpMailbox(JavaMailSender sender, String from) {
        this.sender = sender;
        this.from = from;
    }

    @Override
    public void send(Mail mail) {
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom(from);
        message.setTo(mail.to());
        message.setSubject(mail.subject());
        message.setText(mail.text());
        try {
            sender.send(message);
        } catch (MailException e) {
            // Its message may name the receiver.
            log.error("A mail could not be sent: {}", e.getClass().getSimpleName());
        }
    }
}
