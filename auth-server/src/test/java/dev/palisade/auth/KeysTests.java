package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.local.CodeFlow;
import dev.palisade.local.ca.Identity;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestIssuer;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.ParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.MapPropertySource;
import tools.jackson.databind.JsonNode;

/** Keys over restarts, and what is kept of people. Each test starts a server of its own. */
class KeysTests {

    private static final String ALICES_PASSWORD = TestPlatform.randomText();

    private static final TestDatabase DATABASE = TestDatabase.named("keys");

    private final int port = freePort();

    @Test
    void restartWhenSameKeysThenOldTokensHold() throws IOException {
        String key = key();
        String token;
        try (ConfigurableApplicationContext first = start(Map.of("k1", key))) {
            assertThat(first.isRunning()).isTrue();
            token = aliceToken();
            assertThat(exchange(token).status()).isEqualTo(200);
        }
        try (ConfigurableApplicationContext second = start(Map.of("k1", key))) {
            assertThat(second.isRunning()).isTrue();
            assertThat(exchange(token).status()).isEqualTo(200);
        }
        try (ConfigurableApplicationContext other = start(Map.of("k1", key()))) {
            assertThat(other.isRunning()).isTrue();
            assertThat(exchange(token).status()).isEqualTo(400);
        }
    }

    @Test
    void keysWhenOneIsOfADayToComeThenBothArePublishedAndTheOtherSigns() throws IOException, ParseException {
        try (ConfigurableApplicationContext context = start(Map.of("k29990101", key(), "k1", key()));
                TestClient client = TestClient.anonymous(issuer())) {
            assertThat(context.isRunning()).isTrue();
            JsonNode keys = client.request("GET", "/oauth2/jwks").send().json().path("keys");
            assertThat(keys.valueStream().map(key -> key.path("kid").asString()))
                    .containsExactly("k1", "k29990101");
            assertThat(SignedJWT.parse(aliceToken()).getHeader().getKeyID()).isEqualTo("k1");
        }
    }

    @Test
    void startWhenKeyIsNoKeyThenSaysSoAndNotWhatItIs() {
        assertThatThrownBy(
                        () -> start(Map.of("k1", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----")))
                .satisfies(e -> assertThat(
                                NestedExceptionUtils.getMostSpecificCause(e).getMessage())
                        .isEqualTo("palisade.signing-keys.k1 is not an RSA key in PKCS#8 PEM"));
    }

    @Test
    void passwordsWhenKeptThenArgon2id() {
        try (ConfigurableApplicationContext context = start(Map.of("k1", key()))) {
            assertThat(context.isRunning()).isTrue();
            assertThat(DATABASE.column("select password_hash from account"))
                    .isNotEmpty()
                    .allSatisfy(hash -> assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
        }
    }

    @Test
    void demoPeopleWhenNobodyHasAPasswordThenNone() {
        try (ConfigurableApplicationContext context = start("people", Map.of("k1", key()), Map.of())) {
            assertThat(context.isRunning()).isTrue();
            assertThat(TestDatabase.named("people").column("select login from account"))
                    .isEmpty();
        }
        try (ConfigurableApplicationContext context =
                start("people", Map.of("k1", key()), Map.of("alice", ALICES_PASSWORD, "mallory", "x"))) {
            assertThat(context.isRunning()).isTrue();
            assertThat(TestDatabase.named("people").column("select login from account"))
                    .containsExactly("alice");
        }
    }

    @Test
    void runtimeRoleWhenItCreatesATableThenRefused() throws SQLException {
        try (ConfigurableApplicationContext context = start(Map.of("k1", key()));
                Connection connection = DATABASE.connectAs("keys_app");
                Statement statement = connection.createStatement()) {
            assertThat(context.isRunning()).isTrue();
            for (String sql : new String[] {
                "create table mine (id int)", "alter table account add column x int", "drop table account"
            }) {
                assertThatExceptionOfType(SQLException.class)
                        .as(sql)
                        .isThrownBy(() -> statement.execute(sql))
                        .withMessageMatching("(?s).*(permission denied|must be owner).*");
            }
        }
    }

    private ConfigurableApplicationContext start(Map<String, String> keys) {
        return start("keys", keys, Map.of("alice", ALICES_PASSWORD));
    }

    /** The environment is that of every test, but for the database, the keys, the passwords and the port. */
    private ConfigurableApplicationContext start(String name, Map<String, String> keys, Map<String, String> passwords) {
        Map<String, Object> properties = new HashMap<>();
        keys.forEach((id, key) -> properties.put("palisade.signing-keys." + id, key));
        passwords.forEach((login, password) -> properties.put("palisade.demo-passwords." + login, password));
        TestPlatform.Database database = TestPlatform.database(name);
        properties.put("palisade.database.name", name);
        properties.put("spring.datasource.password", database.appPassword());
        properties.put("spring.flyway.password", database.ownerPassword());
        properties.put("palisade.ports.auth-server", port);
        properties.put("palisade.issuer", issuer());
        return new SpringApplicationBuilder(AuthServer.class)
                .initializers(context -> {
                    var sources = context.getEnvironment().getPropertySources();
                    MapPropertySource before = (MapPropertySource) Objects.requireNonNull(sources.get("palisade test"));
                    Map<String, Object> ofEveryTest = new HashMap<>(before.getSource());
                    ofEveryTest
                            .keySet()
                            .removeIf(each -> each.startsWith("palisade.signing-keys.")
                                    || each.startsWith("palisade.demo-passwords."));
                    ofEveryTest.putAll(properties);
                    sources.replace("palisade test", new MapPropertySource("palisade test", ofEveryTest));
                })
                .run();
    }

    private String aliceToken() {
        CodeFlow flow = new CodeFlow(
                URI.create(issuer()),
                Identity.trustOnly(TestPlatform.authority().root()),
                "palisade-cli",
                AuthServerTest.LOOPBACK);
        return String.valueOf(flow.tokens("alice", ALICES_PASSWORD, "cart").get("access_token"));
    }

    private TestClient.Answer exchange(String subjectToken) throws IOException {
        try (TestClient client = TestClient.as(TestPlatform.identity("gateway"), issuer())) {
            return client.request("POST", "/oauth2/token")
                    .body(
                            "application/x-www-form-urlencoded",
                            AuthServerTest.form(
                                    "grant_type",
                                    AuthServerTest.EXCHANGE,
                                    "client_id",
                                    "gateway",
                                    "subject_token",
                                    subjectToken,
                                    "subject_token_type",
                                    AuthServerTest.ACCESS_TOKEN,
                                    "audience",
                                    "cart-service",
                                    "scope",
                                    "cart"))
                    .send();
        }
    }

    private String issuer() {
        return "https://localhost:" + port;
    }

    private static String key() {
        try {
            byte[] key = TestIssuer.newKey("any").toPrivateKey().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
