package dev.palisade.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.Home;
import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.ca.IdentityRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityAgentTests {

    @Test
    void renewWhenOneIsDueThenOnlyThat(@TempDir Path directory) {
        Home home = new Home(directory);
        CertificateAuthority authority = CertificateAuthority.openOrCreate(home.ca());
        Duration day = Duration.ofHours(24);
        Instant yesterday = Instant.now().minus(Duration.ofHours(20));
        Identity old = authority.issue(IdentityRequest.of("gateway", day).withValidity(yesterday, yesterday.plus(day)));
        old.writeTo(home.identities().resolve("gateway"));
        Identity young = authority.issue("cart-service", day);
        young.writeTo(home.identities().resolve("cart-service"));

        assertThat(new IdentityAgent(home, day, 1).renew()).containsExactly("gateway");
        assertThat(Identity.readFrom(home.identities().resolve("cart-service"))).isEqualTo(young);
        assertThat(Identity.readFrom(home.identities().resolve("gateway"))).isNotEqualTo(old);
    }

    @Test
    void renewWhenPostgresIsDueThenItsOwnCopyToo(@TempDir Path directory) {
        Home home = new Home(directory);
        CertificateAuthority.inMemory("Former")
                .issue("postgres", Duration.ofHours(1))
                .writeTo(home.identities().resolve("postgres"));
        assertThat(new IdentityAgent(home, Duration.ofHours(1), 1).renew()).containsExactly("postgres");
        assertThat(Identity.readFrom(home.postgres().resolve("tls")))
                .isEqualTo(Identity.readFrom(home.identities().resolve("postgres")));
    }
}
