package dev.palisade.auth.device;

import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.core.OAuth2UserCode;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.stereotype.Component;

/**
 * The codes that devices show and people type. Who types five that no device has within ten minutes has to wait: a code
 * has 34 bits, and nobody may try them (RFC 8628 section 5.1).
 */
@Component
class UserCodes {

    private static final int WRONG_ONES = 5;
    private static final int LETTERS = 8;
    private static final OAuth2TokenType USER_CODE = new OAuth2TokenType("user_code");

    private final OAuth2AuthorizationService authorizations;
    private final JdbcClient jdbc;

    UserCodes(OAuth2AuthorizationService authorizations, JdbcClient jdbc) {
        this.authorizations = authorizations;
        this.jdbc = jdbc;
    }

    /** Whether this person has typed too many wrong ones. */
    boolean mustWait(String person) {
        return jdbc.sql("""
                        select count(*) from wrong_user_code
                        where person = ? and typed_at > now() - interval '10 minutes'
                        """).param(person).query(Integer.class).single() >= WRONG_ONES;
    }

    /** The device that shows this code, in whatever way it was typed; one that nobody has counts against the person. */
    Optional<OAuth2Authorization> find(String typed, String person) {
        String letters = typed.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
        Optional<OAuth2Authorization> found = letters.length() == LETTERS
                ? Optional.ofNullable(authorizations.findByToken(
                                letters.substring(0, LETTERS / 2) + "-" + letters.substring(LETTERS / 2), USER_CODE))
                        .filter(UserCodes::isWaiting)
                : Optional.empty();
        if (found.isEmpty()) {
            jdbc.sql("insert into wrong_user_code (person) values (?)")
                    .param(person)
                    .update();
        }
        return found;
    }

    private static boolean isWaiting(OAuth2Authorization authorization) {
        OAuth2Authorization.Token<OAuth2UserCode> code = authorization.getToken(OAuth2UserCode.class);
        return code != null && code.isActive();
    }

    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT5M")
    int forget() {
        return jdbc.sql("delete from wrong_user_code where typed_at < now() - interval '1 hour'")
                .update();
    }
}
