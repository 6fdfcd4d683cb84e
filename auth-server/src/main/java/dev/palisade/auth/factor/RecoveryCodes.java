package dev.palisade.auth.factor;

import dev.palisade.platform.hash.Sha256;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.commons.codec.binary.Base32;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Codes for whoever has lost the code generator: ten, shown once, each good for one sign-in. */
@Component
public class RecoveryCodes {

    private static final int COUNT = 10;

    private static final int BYTES = 10; // 80 bits: too many to try, so a plain hash is enough to store them
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JdbcClient jdbc;

    RecoveryCodes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes ten new codes; the old ones end. */
    @Transactional
    public List<String> renew(UUID account) {
        remove(account);
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            byte[] bytes = new byte[BYTES];
            RANDOM.nextBytes(bytes);
            String code = new Base32().encodeToString(bytes).toLowerCase(Locale.ROOT);
            jdbc.sql("insert into recovery_code (hash, account_id) values (?, ?)")
                    .params(Sha256.of(code), account)
                    .update();
            codes.add(code.replaceAll("(.{4})(?!$)", "$1-"));
        }
        return codes;
    }

    /** How many are left. */
    public int left(UUID account) {
        return jdbc.sql("select count(*) from recovery_code where account_id = ?")
                .param(account)
                .query(Integer.class)
                .single();
    }

    /** Whether a code is one of the person's; it is used up by this. */
    public boolean use(UUID account, String code) {
        return jdbc.sql("delete from recovery_code where hash = ? and account_id = ?")
                        .params(Sha256.of(code.toLowerCase(Locale.ROOT).replaceAll("[\\s-]", "")), account)
                        .update()
                == 1;
    }

    /** Ends all codes of a person. */
    public void remove(UUID account) {
        jdbc.sql("delete from recovery_code where account_id = ?")
                .param(account)
                .update();
    }
}
