package dev.palisade.auth.person;

import dev.palisade.platform.fields.Field;
import dev.palisade.platform.fields.FieldCipher;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Mail addresses of people: stored encrypted, found by a keyed hash. */
@Component
public class Addresses {

    // What mail servers take in practice; whether it is somebody's, only a mail can tell.
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63}){1,5}");
    private static final int LONGEST = 254; // RFC 5321 section 4.5.3.1.3

    private final JdbcClient jdbc;
    private final FieldCipher cipher;
    private final KeyedHash hash;

    Addresses(JdbcClient jdbc, FieldCipher cipher, KeyedHash hash) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.hash = hash;
    }

    /** Whether a mail can be sent there. */
    public boolean isAddress(String text) {
        return text.length() <= LONGEST && ADDRESS.matcher(text).matches();
    }

    /** Whose address it is. */
    public Optional<UUID> owner(String address) {
        return jdbc.sql("select id from account where address_index = ?")
                .param(index(address))
                .query(UUID.class)
                .optional();
    }

    /** The address of a person, if one is known. */
    public Optional<String> of(UUID account) {
        return jdbc.sql("select address from account where id = ? and address is not null")
                .param(account)
                .query(String.class)
                .optional()
                .map(stored -> cipher.decrypt(field(account), stored));
    }

    String encrypted(UUID account, String address) {
        return cipher.encrypt(field(account), address);
    }

    byte[] index(String address) {
        return hash.of("address", address.toLowerCase(Locale.ROOT));
    }

    private static Field field(UUID account) {
        return new Field("account", account.toString(), "address");
    }
}
