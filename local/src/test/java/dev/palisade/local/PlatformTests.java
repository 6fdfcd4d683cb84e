package dev.palisade.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformTests {

    @Test
    void upWhenPortIsTakenThenSaysWhichAndStartsNothing(@TempDir Path directory) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int offset = other.getLocalPort() - 9101;
            Platform platform = Platform.open(directory.resolve("home"), directory, offset);
            assertThatExceptionOfType(PlatformException.class)
                    .isThrownBy(() -> platform.up(Progress.SILENT))
                    .withMessageContaining("Port " + other.getLocalPort() + ", which catalog-service needs, is used");
            assertThat(platform.home().ca()).doesNotExist();
        }
    }

    @Test
    void upWhenNotBuiltThenSaysSoAndStopsPostgres(@TempDir Path directory) {
        Platform platform = Platform.open(directory.resolve("home"), directory, 41_000);
        assertThatExceptionOfType(PlatformException.class)
                .isThrownBy(() -> platform.up(Progress.SILENT))
                .withMessageContaining("There is no ")
                .withMessageContaining(".jar");
        assertThat(platform.postgres().isRunning()).isFalse();
        assertThat(platform.pid("postgres")).isEmpty();
        assertThat(platform.down()).isFalse();
    }

    @Test
    void statusWhenNeverStartedThenNothingIsHealthyAndNothingIsMade(@TempDir Path directory) {
        Platform platform = Platform.open(directory.resolve("home"), directory, 100);
        Status status = platform.status();
        assertThat(status.allHealthy()).isFalse();
        assertThat(status.gateway()).isEqualTo("https://localhost:8543");
        assertThat(status.services())
                .extracting(Status.ServiceStatus::name)
                .containsExactly(
                        "gateway",
                        "auth-server",
                        "catalog-service",
                        "cart-service",
                        "payment-service",
                        "payment-sandbox");
        assertThat(Json.write(status)).contains("\"demoUsers\" : [ ]").doesNotContain("allHealthy");
        assertThat(platform.down()).isFalse();
        assertThat(directory.resolve("home")).doesNotExist();
    }

    @Test
    void tokenWhenNeverStartedThenSaysHowToStart(@TempDir Path directory) {
        assertThatExceptionOfType(PlatformException.class)
                .isThrownBy(() -> Platform.open(directory, directory, 0).token("alice", "cart"))
                .withMessageContaining("./palisade up");
    }

    @Test
    void urlWhenNoSuchServiceThenNamesThem(@TempDir Path directory) {
        assertThatExceptionOfType(PlatformException.class)
                .isThrownBy(() -> Platform.open(directory, directory, 0).url("shop"))
                .withMessageContaining("gateway, auth-server, catalog-service");
    }
}
