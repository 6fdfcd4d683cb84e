package dev.palisade.auth.mail;

import dev.palisade.platform.fields.Field;
import dev.palisade.platform.fields.FieldCipher;
import dev.palisade.platform.hash.Sha256;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Links that mails carry. Each works once, for an hour; what is stored of it is a hash. */
@Component
class Links {

    private static final Duration LIFE = Duration.ofHours(1);
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JdbcClient jdbc;
    private final FieldCipher cipher;
    private final JsonMapper json;

    Links(JdbcClient jdbc, FieldCipher cipher, JsonMapper json) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.json = json;
    }

    String toRegister(Pending pending) {
        String token = newToken();
        store("register", token, null, cipher.encrypt(field(token), json.writeValueAsString(pending)));
        return token;
    }

    String toRecover(UUID account) {
        String token = newToken();
        store("recover", token, account, null);
        return token;
    }

    boolean isAlive(String token) {
        return jdbc.sql("select exists (select from mail_link where hash = ? and expires_at > now())")
                .param(Sha256.of(token))
                .query(Boolean.class)
                .single();
    }

    /** Who wanted to register; the link is used up by this. */
    Optional<Pending> register(String token) {
        return jdbc.sql(
                        "delete from mail_link where hash = ? and purpose = 'register' and expires_at > now() returning pending")
                .param(Sha256.of(token))
                .query(String.class)
                .optional()
                .map(stored -> json.readValue(cipher.decrypt(field(token), stored), Pending.class));
    }

    /** Whose password is to be replaced, without using the link up. */
    Optional<UUID> whoRecovers(String token) {
        return jdbc.sql(
                        "select account_id from mail_link where hash = ? and purpose = 'recover' and expires_at > now()")
                .param(Sha256.of(token))
                .query(UUID.class)
                .optional();
    }

    /** Whose password is to be replaced; all links of that person are used up by this. */
    Optional<UUID> recover(String token) {
        Optional<UUID> account = jdbc.sql(
                        "delete from mail_link where hash = ? and purpose = 'recover' and expires_at > now() returning account_id")
                .param(Sha256.of(token))
                .query(UUID.class)
                .optional();
        account.ifPresent(id ->
                jdbc.sql("delete from mail_link where account_id = ?").param(id).update());
        return account;
    }

    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1H")
    void forget() {
        jdbc.sql("delete from mail_link where expires_at < now()").update();
    }

    private void store(String purpose, String token, @Nullable UUID account, @Nullable String pending) {
        jdbc.sql("""
                        insert into mail_link (hash, purpose, account_id, pending, expires_at)
                        values (:hash, :purpose, :account::uuid, :pending, now() + make_interval(secs => :life))
                        """)
                .param("hash", Sha256.of(token))
                .param("purpose", purpose)
                .param("account", account == null ? null : account.toString())
                .param("pending", pending)
                .param("life", LIFE.toSeconds())
                .update();
    }

    private static Field field(String token) {
        return new Field("mail_link", Sha256.hex(token), "pending");
    }

    private static String newToken() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Who wants to register.
     *
     * @param login the name to sign in with
     * @param address where the mail went
     * @param passwordHash the Argon2id hash
     */
    record Pending(String login, String address, String passwordHash) {

        @Override
        public String toString() {
            return "Pending";
        }
    }
}
