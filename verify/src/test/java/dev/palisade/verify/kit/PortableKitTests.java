package dev.palisade.verify.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.local.PlatformException;
import dev.palisade.verify.evidence.InstallationKey;
import dev.palisade.verify.kit.Verdict.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit finds what the framework leaves open, and attacks nobody who has not permitted it. */
class PortableKitTests {

    private static final Path DOCUMENT = Path.of("").toAbsolutePath().resolveSibling("docs/portable-kit.md");
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private static StockServers stock;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        stock = new StockServers();
    }

    @AfterAll
    static void stop() {
        stock.close();
    }

    @Test
    void attackWhenResourceServerIsAsTheFrameworkMakesItThenFindsWhatIsOpen() throws IOException {
        List<Verdict> verdicts = PortableKit.attack(stock.resourceServer(folder, stock.token()), null, null);
        assertThat(of(verdicts, Result.OPEN))
                .contains(
                        "a token for another service",
                        "a token that never ends",
                        "a token without a type",
                        "an ID token",
                        "a token that is bound to nothing");
        assertThat(of(verdicts, Result.HELD))
                .contains(
                        "no token",
                        "a token without a signature, which says alg none",
                        "a token that a stranger has signed",
                        "the published key as a shared secret",
                        "a token of another issuer",
                        "a token that ended five minutes ago");
    }

    @Test
    void attackWhenAuthorizationServerIsAsTheFrameworkMakesItThenFindsWhatIsOpen() throws IOException {
        List<Verdict> verdicts =
                PortableKit.attack(stock.authorizationServer(folder, StockServers.PASSWORD), null, null);
        assertThat(of(verdicts, Result.OPEN))
                .contains(
                        "a refresh token that is used twice",
                        "an access token for the client instead of an API",
                        "an access token that could be another kind of token",
                        "an access token that is bound to nothing",
                        "an access token that names the person as they sign in");
        assertThat(of(verdicts, Result.HELD))
                .contains(
                        "a redirect to somebody else",
                        "a request without a code challenge",
                        "a code that is used twice",
                        "a code with another verifier",
                        "the grant password");
        assertThat(of(verdicts, Result.NOT_MADE)).isEmpty();
    }

    @Test
    void attackWhenConnectionsAreMutualOrNotThenSaysWhich() throws IOException {
        try (MutualServer strict = new MutualServer(folder, stock.token(), true)) {
            List<Verdict> verdicts = PortableKit.attack(strict.target(), null, null);
            assertThat(of(verdicts, Result.HELD))
                    .contains("a connection without a client certificate", "a connection with TLS 1.2");
        }
        try (MutualServer loose = new MutualServer(folder, stock.token(), false)) {
            List<Verdict> verdicts = PortableKit.attack(loose.target(), null, null);
            assertThat(of(verdicts, Result.OPEN))
                    .contains("a connection without a client certificate", "a connection with TLS 1.2");
        }
    }

    @Test
    void documentWhenReadThenSaysWhatTheKitFinds() throws IOException {
        String found = StockReport.text(
                PortableKit.attack(stock.resourceServer(folder, stock.token()), null, null),
                PortableKit.attack(stock.authorizationServer(folder, StockServers.PASSWORD), null, null));
        Files.writeString(Path.of("target/portable-kit.md"), found);
        assertThat(Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "")
                .as("docs/portable-kit.md is verify/target/portable-kit.md")
                .isEqualTo(found);
    }

    @Test
    void attackWhenTheRightTokenOpensNothingThenNothingIsShown() throws IOException {
        Path target = stock.resourceServer(folder, stock.token() + "x");
        assertThatThrownBy(() -> PortableKit.attack(target, null, null))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("The right token does not open");
        Path signIn = stock.authorizationServer(folder, "another");
        assertThatThrownBy(() -> PortableKit.attack(signIn, null, null))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("cannot sign in");
    }

    @Test
    void attackWhenFileIsWrongThenOneSentence() throws IOException {
        for (String wrong :
                List.of("", "resourceServer: [", "surprise: 1", "resourceServer:\n  url: file:/etc/passwd")) {
            Path file = Files.writeString(folder.resolve("wrong.yml"), wrong);
            assertThatThrownBy(() -> PortableKit.attack(file, null, null))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("wrong.yml");
        }
        assertThatThrownBy(() -> PortableKit.attack(folder.resolve("none.yml"), null, null))
                .isInstanceOf(PlatformException.class);
    }

    @Test
    void attackWhenTargetIsNotThisMachineThenOnlyWithPermission() throws IOException {
        Path file = Files.writeString(
                folder.resolve("foreign.yml"), "resourceServer:\n  url: https://shop.example/orders\n  token: token\n");
        assertThatThrownBy(() -> PortableKit.attack(file, null, null))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("shop.example is not this machine");
        assertThat(Target.of(file).foreignHosts()).containsExactly("shop.example");
    }

    @Test
    void permissionWhenAnythingOfItIsWrongThenRefused(@TempDir Path keys, @TempDir Path others) throws IOException {
        InstallationKey owner = InstallationKey.in(keys);
        String another = InstallationKey.in(others).fingerprint();
        Path file = Files.writeString(folder.resolve("scope.json"), """
                {"permittedBy": "the shop", "hosts": ["shop.example"], "until": "2026-12-01T00:00:00Z"}
                """);
        Permission.sign(file, owner);
        Set<String> shop = Set.of("shop.example");

        assertThatCode(() -> Permission.require(shop, file, owner.fingerprint(), NOW))
                .doesNotThrowAnyException();
        refused("was not signed", shop, file, another, NOW);
        refused("is not this machine", shop, file, null, NOW);
        refused("does not permit", Set.of("shop.example", "other.example"), file, owner.fingerprint(), NOW);
        refused("ended at", shop, file, owner.fingerprint(), NOW.plusSeconds(864_000));
        Files.writeString(file, Files.readString(file).replace("2026", "2027"));
        refused("was not signed", shop, file, owner.fingerprint(), NOW);
    }

    private static void refused(String words, Set<String> hosts, Path file, @Nullable String fingerprint, Instant now) {
        assertThatThrownBy(() -> Permission.require(hosts, file, fingerprint, now))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining(words);
    }

    private static List<String> of(List<Verdict> verdicts, Result result) {
        return verdicts.stream()
                .filter(verdict -> verdict.result() == result)
                .map(Verdict::attack)
                .toList();
    }
}
