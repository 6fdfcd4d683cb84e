package dev.palisade.local.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentitiesTests {

    private static final Duration DAY = Duration.ofHours(24);

    private final CertificateAuthority authority = CertificateAuthority.inMemory("Test");

    @Test
    void currentWhenYoungThenKept(@TempDir Path directory) {
        Identities identities = new Identities(authority, directory, DAY);
        Identity first = identities.current("gateway");
        assertThat(identities.current("gateway")).isEqualTo(first);
        assertThat(identities.renewIfDue("gateway")).isEmpty();
    }

    @Test
    void currentWhenNearlyTwoThirdsHavePassedThenRenewed(@TempDir Path directory) {
        Identities identities = new Identities(authority, directory, DAY);
        issuedBefore(directory, Duration.ofHours(14));
        assertThat(identities.renewIfDue("gateway")).isEmpty();
        issuedBefore(directory, Duration.ofHours(15));
        assertThat(identities.renewIfDue("gateway")).isPresent();
        assertThat(Identities.age(identities.current("gateway").certificate())).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void currentWhenAnotherAuthorityThenRenewed(@TempDir Path directory) {
        new Identities(CertificateAuthority.inMemory("Former"), directory, DAY).current("gateway");
        Identity identity = new Identities(authority, directory, DAY).current("gateway");
        assertThat(identity.root()).isEqualTo(authority.root());
    }

    @Test
    void currentWhenShorterLifeIsWantedThenRenewed(@TempDir Path directory) {
        new Identities(authority, directory, DAY).current("gateway");
        Identity identity = new Identities(authority, directory, Duration.ofMinutes(1)).current("gateway");
        assertThat(Identities.life(identity.certificate())).isEqualTo(Duration.ofMinutes(1));
    }

    private void issuedBefore(Path directory, Duration age) {
        Instant issued = Instant.now().minus(age);
        IdentityRequest request = IdentityRequest.of("gateway", DAY)
                .withValidity(issued.minus(IdentityRequest.BACKDATED), issued.plus(DAY));
        authority.issue(request).writeTo(directory.resolve("gateway"));
    }
}
