package dev.palisade.local.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.drift.Drift.Difference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftTests {

    @Test
    void comparisonWhenTheSameThenCountedAndWhenNotThenNamed() {
        Drift.Comparison comparison = new Drift.Comparison();
        comparison.of("gateway", "program", "00aa", "00aa");
        comparison.of("gateway", "configuration", "00aa", "00bb");

        assertThat(comparison.result().compared()).isEqualTo(2);
        assertThat(comparison.result().differences())
                .containsExactly(new Difference("gateway", "configuration", "00aa", "00bb"));
    }

    @Test
    void migrationsWhenReadThenTheirNumbersAndNoOtherFile(@TempDir Path module) throws IOException {
        Path folder = Files.createDirectories(module.resolve("src/main/resources/db/migration"));
        Files.writeString(folder.resolve("V1__first.sql"), "");
        Files.writeString(folder.resolve("V10__tenth.sql"), "");
        Files.writeString(folder.resolve("V2__second.sql.orig"), "");

        assertThat(Schemas.declared(module)).containsExactly(1, 10);
    }

    @Test
    void certificateWhenShownThenItsNameAndWhenNotTrustedThenNone() throws IOException {
        CertificateAuthority authority = CertificateAuthority.inMemory("Ours");
        Identity gateway = authority.issue("gateway", Duration.ofMinutes(5));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(gateway.sslContext()));
        server.start();
        try {
            URI url = URI.create("https://localhost:" + server.getAddress().getPort());
            assertThat(ShownCertificate.at(url, Identity.trustOnly(authority.root())))
                    .hasValueSatisfying(shown -> {
                        assertThat(shown.name()).isEqualTo("spiffe://palisade.internal/gateway");
                        assertThat(shown.until())
                                .isEqualTo(gateway.certificate().getNotAfter().toInstant());
                    });
            assertThat(ShownCertificate.at(
                            url,
                            Identity.trustOnly(
                                    CertificateAuthority.inMemory("Others").root())))
                    .isEmpty();
        } finally {
            server.stop(0);
        }
    }
}
