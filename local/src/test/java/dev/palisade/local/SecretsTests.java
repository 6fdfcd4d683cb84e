package dev.palisade.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTests {

    @Test
    void ensureWhenNewThenOnlyTheOwnerReadsThem(@TempDir Path directory) throws IOException {
        new Secrets(new Home(directory)).ensure();
        List<Path> files = files(directory.resolve("secrets"));
        assertThat(files)
                .extracting(
                        file -> directory.resolve("secrets").relativize(file).toString())
                .contains(
                        "gateway/spring.datasource.password",
                        "gateway/spring.flyway.password",
                        "payment-service/spring.flyway.password",
                        "payment-service/palisade.payment-sandbox.api-key",
                        "payment-sandbox/webhook-secrets",
                        "auth-server/palisade.demo-passwords.alice",
                        "auth-server/palisade.demo-totp-secrets.carol",
                        "auth-server/palisade.field-keys.k1")
                .anyMatch(name -> name.matches("auth-server/palisade\\.signing-keys\\.k\\d{8}"));
        assertThat(files)
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("secrets/gateway"))))
                .isEqualTo("rwx------");
    }

    @Test
    void ensureWhenRepeatedThenKept(@TempDir Path directory) throws IOException {
        Secrets secrets = new Secrets(new Home(directory));
        secrets.ensure();
        List<DemoUser> users = secrets.demoUsers();
        int count = files(directory).size();
        secrets.ensure();
        assertThat(secrets.demoUsers()).isEqualTo(users);
        assertThat(files(directory)).hasSize(count);
    }

    @Test
    void ensureWhenKeyHasSignedForThirtyDaysThenNextIsMadeADayAhead(@TempDir Path directory) throws IOException {
        Secrets secrets = new Secrets(new Home(directory));
        secrets.ensure();
        LocalDate first = signingKeys(directory).getFirst();

        secrets.ensureSigningKey(first.plusDays(30));
        assertThat(signingKeys(directory)).containsExactly(first);

        secrets.ensureSigningKey(first.plusDays(31));
        secrets.ensureSigningKey(first.plusDays(31));
        assertThat(signingKeys(directory)).containsExactly(first, first.plusDays(32));
    }

    private static List<LocalDate> signingKeys(Path directory) throws IOException {
        return files(directory.resolve("secrets/auth-server")).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.startsWith("palisade.signing-keys.k"))
                .map(name -> LocalDate.parse(name.substring(name.length() - 8), DateTimeFormatter.BASIC_ISO_DATE))
                .sorted()
                .toList();
    }

    @Test
    void ensureWhenAnotherHomeThenEverySecretDiffers(@TempDir Path first, @TempDir Path second) throws IOException {
        new Secrets(new Home(first)).ensure();
        new Secrets(new Home(second)).ensure();
        // What the card provider has, payment-service has too.
        assertThat(Stream.concat(files(first).stream(), files(second).stream())
                        .filter(file -> !file.toString().contains("/payment-sandbox/"))
                        .map(SecretsTests::read))
                .doesNotHaveDuplicates();
    }

    @Test
    void demoUsersWhenNothingWasStartedThenNobody(@TempDir Path directory) {
        assertThat(new Secrets(new Home(directory)).demoUsers()).isEmpty();
    }

    @Test
    void demoUsersWhenMadeThenTheirRoles(@TempDir Path directory) {
        Secrets secrets = new Secrets(new Home(directory));
        secrets.ensure();
        assertThat(secrets.demoUsers())
                .extracting(user -> user.name() + " " + user.roles())
                .containsExactly(
                        "alice [customer]",
                        "bob [customer]",
                        "carol [merchandiser]",
                        "erin [support]",
                        "dave [auditor]",
                        "frank [administrator]");
    }

    @Test
    void demoUsersWhenTheyCanChangeSomethingThenSecondFactor(@TempDir Path directory) {
        Secrets secrets = new Secrets(new Home(directory));
        secrets.ensure();
        assertThat(secrets.demoUsers())
                .filteredOn(user -> user.totpSecret() != null)
                .extracting(DemoUser::name)
                .containsExactly("carol", "erin", "dave", "frank");
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    private static String read(Path file) {
        return PrivateFiles.read(file);
    }
}
