package dev.palisade.auth.mail;

import dev.palisade.platform.fields.Field;
import dev.palisade.platform.fields.FieldCipher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import tools.jackson.databind.json.JsonMapper;

/** Keeps mails for a day, to be read at {@code /mailbox}. */
public final class LocalMailbox implements Mailbox {

    private static final int SHOWN = 50;
    private static final Duration KEPT = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final FieldCipher cipher;
    private final JsonMapper json;

    LocalMailbox(JdbcClient jdbc, FieldCipher cipher, JsonMapper json) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.json = json;
    }

    @Override
    public void send(Mail mail) {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into mail (id, sealed) values (?, ?)")
                .params(id, cipher.encrypt(field(id), json.writeValueAsString(mail)))
                .update();
    }

    /** The latest mails, the latest first. */
    public List<Received> latest() {
        return jdbc.sql("select id, sealed, sent_at from mail order by sent_at desc limit ?")
                .param(SHOWN)
                .query((row, number) -> {
                    UUID id = row.getObject("id", UUID.class);
                    return new Received(
                            json.readValue(cipher.decrypt(field(id), row.getString("sealed")), Mail.class),
                            row.getTimestamp("sent_at").toInstant());
                })
                .list();
    }

    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1H")
    void forget() {
        jdbc.sql("delete from mail where sent_at < now() - make_interval(secs => ?)")
                .param(KEPT.toSeconds())
                .update();
    }

    private static Field field(UUID id) {
        return new Field("mail", id.toString(), "sealed");
    }

    /**
     * A mail that has arrived.
     *
     * @param mail the mail
     * @param at when
     */
    public record Received(Mail mail, Instant at) {}
}
