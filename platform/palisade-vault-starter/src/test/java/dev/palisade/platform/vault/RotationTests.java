package dev.palisade.platform.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.local.vault.VaultApi;
import dev.palisade.platform.identity.Thumbprint;
import dev.palisade.platform.identity.WorkloadIdentity;
import dev.palisade.platform.vault.renewal.Renewal;
import dev.palisade.platform.vault.renewal.Renewals;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import dev.palisade.test.TestVault;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Certificates and database users that live for seconds, while requests go on, and what happens when Vault is away. */
@EnabledIf(value = "dev.palisade.test.TestVault#isAvailable", disabledReason = "no OpenBao can be run here")
@ExtendWith(OutputCaptureExtension.class)
class RotationTests {

    private static final TestVault VAULT = TestVault.shared();
    private static final TestService NEIGHBOUR = TestService.start("catalog-service", request -> Response.ok("{}"));
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @AfterEach
    void declareAgain() {
        VAULT.declare();
    }

    @Test
    void rotationWhenRequestsGoOnThenNoneFailsAndEveryoneUsesTheNewOnes() throws Exception {
        certificatesLive("10s");
        usersLive("8s");
        NEIGHBOUR.forget();
        try (Started cart = start()) {
            Load load = new Load();
            Set<String> users = ConcurrentHashMap.newKeySet();
            Set<String> presented = ConcurrentHashMap.newKeySet();
            load.repeat(() -> users.add(expect(cart.get("/users"))));
            load.repeat(() -> presented.add(Thumbprint.of(cart.presented())));
            try (TestClient kept = cart.client()) {
                load.repeat(() -> expect(kept.request("GET", "/neighbour").send()));
                await(() -> presented.size() >= 4 && users.size() >= 4);
                load.stop();
            }

            assertThat(load.failures).isEmpty();
            assertThat(load.done.get()).isGreaterThan(100);
            Set<X509Certificate> shown = new HashSet<>();
            NEIGHBOUR.requests().forEach(request -> shown.add(request.peer()));
            assertThat(shown).as("certificates shown to the neighbour").hasSizeGreaterThanOrEqualTo(3);
            // What is presented changes at once, what is called with as soon as it is ready.
            await(() -> cart.presented()
                    .equals(cart.bean(WorkloadIdentity.class).current().certificate()));
            assertThat(cart.bean(WorkloadIdentity.class).hasEnded()).isFalse();

            String last = user(cart);
            assertThat(users).contains(last);
            await(() -> users.stream().filter(alive()::contains).count() <= 2); // the newest ones
        }
    }

    @Test
    void userWhenRevokedEarlyThenThePoolGetsAnother() throws Exception {
        try (Started cart = start()) {
            String before = user(cart);
            VAULT.asRoot(vault ->
                    vault.write("sys/leases/revoke-prefix/database/creds/cart-service-app", Map.of("sync", true)));
            assertThat(alive()).doesNotContain(before);

            await(() -> cart.get("/users").status() == 200);
            assertThat(user(cart)).isNotEqualTo(before);
        }
    }

    /** What may happen to Vault while others run, and what they say of it. */
    enum Fault {
        SEALED("Vault is sealed or not ready"),
        HANGING("Vault cannot be reached"),
        FORBIDDING("Vault does not permit this process to"),
        WITHOUT_ITS_STORAGE("Vault is sealed or not ready");

        private final String told;

        Fault(String told) {
            this.told = told;
        }

        void begin() {
            switch (this) {
                case SEALED -> VAULT.seal();
                case HANGING -> VAULT.hang(true);
                case FORBIDDING -> VAULT.permit("cart-service", "kv/data/cart-service");
                case WITHOUT_ITS_STORAGE -> VAULT.loseStorage();
            }
        }

        static void end() {
            VAULT.hang(false);
            VAULT.restart();
            VAULT.declare();
        }
    }

    @ParameterizedTest
    @EnumSource
    void vaultWhenOfNoHelpForAWhileThenServesAndCatchesUp(Fault fault, CapturedOutput output) throws Exception {
        certificatesLive("60s");
        usersLive("14s");
        try (Started cart = start("--spring.cloud.vault.read-timeout=500")) {
            String before = user(cart);
            X509Certificate presented = cart.presented();
            fault.begin();
            await(() -> state(cart, "database user").failure() != null);

            assertThat(user(cart)).isEqualTo(before);
            assertThat(cart.presented()).isEqualTo(presented);
            assertThat(health(cart)).isEqualTo("UP");
            assertThat(output).contains("The database user could not be renewed", fault.told);

            Fault.end();
            VAULT.deliver("cart-service");
            // With the login its database user ends too, perhaps in the midst of a request.
            await(() -> {
                TestClient.Answer answer = cart.get("/users");
                return answer.status() == 200 && !expect(answer).equals(before);
            });
            assertThat(state(cart, "database user").failure()).isNull();
        } finally {
            Fault.end();
        }
    }

    @Test
    void databaseWhenVaultStaysAwayThenNobodyIsServedAfterTheUsersEnd() throws Exception {
        usersLive("6s");
        try (Started cart = start()) {
            assertThat(cart.get("/users").status()).isEqualTo(200);
            VAULT.stop();

            await(() -> state(cart, "database user").ended());

            Thread.sleep(200); // the pool follows
            TestClient.Answer answer = cart.get("/users");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().path("type").asString()).isEqualTo("urn:palisade:problem:unavailable");
            assertThat(cart.get("/secret").status())
                    .as("what needs no database")
                    .isEqualTo(200);
        } finally {
            VAULT.restart();
        }
    }

    @Test
    void authorityWhenItHasExpiredThenNobodyIsServedUntilThereIsAnother(CapturedOutput output) throws Exception {
        certificatesLive("8s");
        VAULT.authorityLives(Duration.ofSeconds(25));
        try (Started cart = start();
                TestClient kept = cart.client()) {
            assertThat(kept.request("GET", "/neighbour").send().status()).isEqualTo(200);
            WorkloadIdentity identity = cart.bean(WorkloadIdentity.class);

            await(() -> state(cart, "certificate").ended());

            assertThat(kept.request("GET", "/secret").send().status()).isEqualTo(503);
            assertThat(output)
                    .contains("The certificate could not be renewed")
                    .containsPattern("Vault refuses to write pki/issue/cart-service: 400 [^\"]*notAfter");

            VAULT.declare();
            await(() -> !identity.hasEnded());
            assertThat(cart.get("/neighbour").status()).isEqualTo(200);
        }
    }

    @Test
    void certificateWhenItCannotBeRenewedThenNobodyIsServedAfterItsEnd(CapturedOutput output) throws Exception {
        certificatesLive("12s");
        try (Started cart = start();
                TestClient kept = cart.client()) {
            assertThat(kept.request("GET", "/neighbour").send().status()).isEqualTo(200);
            VAULT.stop();
            WorkloadIdentity identity = cart.bean(WorkloadIdentity.class);
            assertThat(kept.request("GET", "/neighbour").send().status())
                    .as("while it lives")
                    .isEqualTo(200);

            await(() -> state(cart, "certificate").ended());

            assertThat(identity.hasEnded()).isTrue();
            assertThat(kept.request("GET", "/secret").send().status())
                    .as("on a connection from before")
                    .isEqualTo(503);
            assertThatThrownBy(() -> cart.get("/secret")).isInstanceOf(IOException.class);
            assertThat(output).contains("The certificate could not be renewed", "Vault cannot be reached");

            VAULT.restart();
            VAULT.deliver("cart-service");
            await(() -> !identity.hasEnded());
            assertThat(cart.get("/neighbour").status()).isEqualTo(200);
            assertThat(health(cart)).isEqualTo("UP");
        } finally {
            VAULT.restart();
        }
    }

    @Test
    void loginWhenVaultHasForgottenItThenIsMadeAnew() throws Exception {
        usersLive("10s");
        try (Started cart = start()) {
            String before = user(cart);
            VAULT.deliver("cart-service");
            VAULT.asRoot(vault -> {
                vault.list("auth/token/accessors").forEach(accessor -> revokeOf("cart-service", accessor, vault));
                return true;
            });
            // With the login its database user ends too, perhaps in the midst of a request.
            await(() -> {
                TestClient.Answer answer = cart.get("/users");
                return answer.status() == 200 && !expect(answer).equals(before);
            });
            assertThat(state(cart, "database user").failure()).isNull();
        }
    }

    @Test
    void certificateWhenClocksDifferByFiveMinutesThenIsBelieved() throws Exception {
        certificatesLive("10m");
        try (Started cart = start()) {
            X509Certificate certificate = cart.presented();
            Instant slowest = Instant.now().minus(Duration.ofMinutes(5)).plusSeconds(5);
            certificate.checkValidity(Date.from(slowest));
            assertThat(certificate.getNotAfter().toInstant())
                    .as("and by a clock that is as much ahead")
                    .isAfter(Instant.now().plus(Duration.ofMinutes(5)));
        }
    }

    private static void revokeOf(String service, String accessor, VaultApi vault) {
        if (String.valueOf(vault.write("auth/token/lookup-accessor", Map.of("accessor", accessor)))
                .contains("role_name=" + service)) {
            vault.write("auth/token/revoke-accessor", Map.of("accessor", accessor));
        }
    }

    private static Started start(String... arguments) {
        VAULT.deliver("cart-service");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--palisade.clients.catalog-service.url=" + NEIGHBOUR.url());
        return Started.with(all.toArray(String[]::new));
    }

    private static void certificatesLive(String ttl) {
        VAULT.asRoot(vault -> {
            vault.write(
                    "pki/roles/cart-service",
                    Map.of(
                            "allowed_domains",
                            List.of("cart-service", "localhost"),
                            "allow_bare_domains",
                            true,
                            "allowed_uri_sans",
                            List.of("spiffe://palisade.internal/cart-service"),
                            "key_type",
                            "ec",
                            "key_bits",
                            256,
                            "not_before_duration",
                            "5m",
                            "no_store",
                            true,
                            "ttl",
                            ttl,
                            "max_ttl",
                            ttl));
            return true;
        });
    }

    private static void usersLive(String ttl) {
        VAULT.asRoot(vault -> {
            vault.write("database/roles/cart-service-app", Map.of("default_ttl", ttl, "max_ttl", ttl));
            return true;
        });
    }

    private static String user(Started cart) throws IOException {
        return expect(cart.get("/users"));
    }

    private static String expect(TestClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return answer.response().body().startsWith("[")
                ? answer.json().path(0).asString()
                : answer.response().body();
    }

    private static String health(Started cart) throws IOException {
        return cart.get("/actuator/health").json().path("status").asString();
    }

    private static Renewal.State state(Started cart, String name) {
        return cart.bean(Renewals.class).states().stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> alive() {
        return TestDatabase.named("cart")
                .column("select rolname from pg_roles where rolname like 'v-%app%' and rolcanlogin");
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.call()) {
            assertThat(Instant.now()).as("waited long enough").isBefore(end);
            Thread.sleep(100);
        }
    }

    /** Requests without end, and what went wrong with them. */
    private static final class Load {

        private final AtomicBoolean running = new AtomicBoolean(true);
        private final AtomicInteger done = new AtomicInteger();
        private final List<Throwable> failures = new CopyOnWriteArrayList<>();
        private final List<Thread> threads = new CopyOnWriteArrayList<>();

        void repeat(Callable<?> request) {
            threads.add(Thread.ofVirtual().start(() -> {
                while (running.get()) {
                    try {
                        request.call();
                        done.incrementAndGet();
                        Thread.sleep(20);
                    } catch (Exception | AssertionError e) {
                        failures.add(e);
                    }
                }
            }));
        }

        void stop() throws InterruptedException {
            running.set(false);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
