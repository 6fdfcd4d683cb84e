package dev.palisade.gateway.dpop;

import dev.palisade.platform.hash.Sha256;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Remembers proofs while they could be sent again (RFC 9449 section 11.1). They are shared by all gateways: the
 * framework's memory is that of one process, and a proof that one gateway has seen would be new to the next.
 */
@Component
@EnableScheduling
class UsedProofs {

    private final JdbcClient jdbc;

    UsedProofs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether no gateway has seen it before. */
    boolean isFirst(Jwt proof) {
        return jdbc.sql("insert into used_proof (hash) values (?) on conflict do nothing")
                        .param(Sha256.of(proof.getTokenValue()))
                        .update()
                == 1;
    }

    /** A proof is good for 30 seconds to either side of its time of issue. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
    int forget() {
        return jdbc.sql("delete from used_proof where seen_at < now() - interval '2 minutes'")
                .update();
    }
}
