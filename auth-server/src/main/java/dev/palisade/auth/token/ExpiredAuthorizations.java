package dev.palisade.auth.token;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets authorizations of which no token can be used any more: one is written for every sign-in and service token. */
@Component
class ExpiredAuthorizations {

    private final JdbcClient jdbc;

    ExpiredAuthorizations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns how many were forgotten. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT5M")
    int forget() {
        return jdbc.sql("""
                        delete from oauth2_authorization
                        where coalesce(
                                greatest(
                                    authorization_code_expires_at, access_token_expires_at, refresh_token_expires_at,
                                    device_code_expires_at),
                                created_at)
                            < now() - interval '10 minutes'
                        """).update();
    }
}
