package dev.palisade.platform.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identity;
import dev.palisade.platform.example.Example;
import dev.palisade.platform.identity.WorkloadIdentity;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/** Whom a process can reach, and with which token. */
@SpringBootTest(
        classes = Example.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"spring.application.name=caller", "palisade.test.workload=caller"})
class NeighboursTests {

    private static final TestService RIGHT = TestService.start("cart-service", request -> Response.ok("{}"));
    private static final TestService IMPOSTOR = TestService.start("cart-service", request -> Response.ok("{}"));
    private static final TestService ROGUE = TestService.start(rogue(), request -> Response.ok("{}"));
    private static final TestService SCALED = TestService.start("auth-server", request -> Response.ok("{}"));
    private static final TestService ISSUER = TestService.start("token-issuer", request -> Response.ok("{}"));

    @Autowired
    private Neighbours neighbours;

    @Autowired
    private WorkloadIdentity identity;

    @DynamicPropertySource
    static void addresses(DynamicPropertyRegistry registry) {
        registry.add("palisade.clients.cart-service.url", RIGHT::url);
        registry.add("palisade.clients.payment-service.url", IMPOSTOR::url);
        registry.add("palisade.clients.catalog-service.url", ROGUE::url);
        registry.add("palisade.clients.token-issuer.url", ISSUER::url);
        registry.add("palisade.clients.auth-server.url", SCALED::url);
        registry.add("palisade.clients.auth-server.connection-life", () -> "400ms");
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void requestWhenNeighbourIsWhoItShouldBeThenAnswer() {
        assertThat(get(RIGHT.url())).isEqualTo("{}");
    }

    @Test
    void requestWhenAConnectionIsOldThenANewOneWhichMayReachANewInstance() {
        get(SCALED.url());
        get(SCALED.url());
        sleep(Duration.ofMillis(600));
        get(SCALED.url());
        List<Integer> ports =
                SCALED.requests().stream().map(TestService.Request::port).toList();
        assertThat(ports.get(1)).isEqualTo(ports.get(0));
        assertThat(ports.get(2)).isNotEqualTo(ports.get(0));
    }

    @Test
    void requestWhenTimeIsShortThenTheNeighbourIsToldAndNotWaitedForLonger() {
        RIGHT.forget();
        get(RIGHT.url());
        assertThat(Long.parseLong(String.valueOf(RIGHT.requests().getLast().header(TimeBudget.HEADER))))
                .isEqualTo(5000);
        TimeBudget.<RuntimeException>within(Duration.ofMillis(800), () -> get(RIGHT.url()));
        assertThat(Long.parseLong(String.valueOf(RIGHT.requests().getLast().header(TimeBudget.HEADER))))
                .isBetween(1L, 800L);

        RIGHT.answer(request -> {
            sleep(Duration.ofSeconds(2));
            return Response.ok("{}");
        });
        Instant begin = Instant.now();
        TimeBudget.<RuntimeException>within(
                Duration.ofMillis(300),
                () -> assertThatExceptionOfType(ResourceAccessException.class)
                        .isThrownBy(() -> get(RIGHT.url()))
                        .withCauseInstanceOf(HttpTimeoutException.class));
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofMillis(1500));
        RIGHT.answer(request -> Response.ok("{}"));
        RIGHT.forget();
        TimeBudget.<RuntimeException>within(
                Duration.ZERO,
                () -> assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> get(RIGHT.url())));
        assertThat(RIGHT.requests()).isEmpty();
    }

    @Test
    void requestWhenBegunBeforeARenewalThenEndsWithTheSameIdentity() throws Exception {
        X509Certificate before = identity.current().certificate();
        AtomicReference<X509Certificate> prepared = new AtomicReference<>();
        CountDownLatch renewal = new CountDownLatch(1);
        identity.beforeRenewal(() -> {
            prepared.set(identity.current().certificate());
            renewal.countDown();
        });

        identity.keep(() -> {
            get(RIGHT.url());
            TestPlatform.renew("caller");
            assertThat(renewal.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(identity.current().certificate()).isEqualTo(before);
            get(RIGHT.url());
            assertThat(RIGHT.requests().getLast().peer()).isEqualTo(before);
            return true;
        });

        awaitOther(before);
        assertThat(identity.current().certificate()).isEqualTo(prepared.get());
        get(RIGHT.url());
        assertThat(RIGHT.requests().getLast().peer())
                .isEqualTo(identity.current().certificate());
    }

    @Test
    void renewalWhenANeighbourIsAwayThenItHappensAllTheSame() {
        X509Certificate before = identity.current().certificate();
        TestPlatform.renew("caller");
        awaitOther(before); // two of the neighbours here are not who they should be
        assertThat(get(RIGHT.url())).isEqualTo("{}");
    }

    @Test
    void requestWhenAnotherWorkloadAnswersThenRefused() {
        assertThatExceptionOfType(ResourceAccessException.class)
                .isThrownBy(() -> get(IMPOSTOR.url()))
                .withCauseInstanceOf(SSLException.class);
        assertThat(IMPOSTOR.requests()).isEmpty();
    }

    @Test
    void requestWhenServerIsOfAnotherAuthorityThenRefused() {
        assertThatExceptionOfType(ResourceAccessException.class)
                .isThrownBy(() -> get(ROGUE.url()))
                .withCauseInstanceOf(SSLException.class);
        assertThat(ROGUE.requests()).isEmpty();
    }

    @Test
    void requestWhenAddressIsUnknownThenRefused() {
        for (String address : new String[] {
            "https://evil.example/",
            "http://" + RIGHT.url().getAuthority() + "/",
            "https://user@" + RIGHT.url().getAuthority() + "/",
            "https://127.0.0.1:" + RIGHT.url().getPort() + "/",
            "file:///etc/passwd"
        }) {
            assertThatIOException()
                    .as(address)
                    .isThrownBy(() -> neighbours.createRequest(URI.create(address), HttpMethod.GET))
                    .withMessageStartingWith("Not a configured neighbour");
        }
    }

    @Test
    void neighbourWhenNotHttpsThenRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientProperties.Peer(
                        URI.create("http://localhost:1"),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        1,
                        Duration.ofSeconds(1)))
                .withMessageContaining("https only");
    }

    @Test
    void urlWhenUnknownThenSaysWhatIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> neighbours.url("nobody"))
                .withMessage("No neighbour is configured as palisade.clients.nobody");
    }

    private void awaitOther(X509Certificate before) {
        for (int i = 0; i < 400 && identity.current().certificate().equals(before); i++) {
            sleep(Duration.ofMillis(50));
        }
        assertThat(identity.current().certificate()).isNotEqualTo(before);
    }

    private String get(URI address) {
        return String.valueOf(RestClient.builder()
                .requestFactory(neighbours)
                .build()
                .get()
                .uri(address)
                .retrieve()
                .body(String.class));
    }

    private static Identity rogue() {
        Identity rogue = CertificateAuthority.inMemory("Palisade test").issue("catalog-service", Duration.ofMinutes(5));
        return new Identity(rogue.chain(), rogue.key(), TestPlatform.authority().root());
    }

    /** The cache of tokens. */
    @Nested
    class TokensTests {

        private final AtomicInteger issued = new AtomicInteger();
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

        private Tokens tokens;

        @BeforeEach
        void start() {
            ISSUER.forget();
            lifetime(120);
            InstantSource time = now::get;
            Clock clock = time.withZone(ZoneOffset.UTC);
            tokens = new Tokens(
                    RestClient.builder()
                            .requestFactory(neighbours)
                            .baseUrl(ISSUER.url())
                            .build(),
                    identity,
                    new JsonMapper(),
                    clock);
        }

        @Test
        void ownWhenAskedForAgainThenTheSame() {
            AccessToken first = own("cart-service", "a", "b");
            assertThat(own("cart-service", "b", "a")).isEqualTo(first);
            assertThat(issued).hasValue(1);
            assertThat(ISSUER.requests().getFirst().body())
                    .contains(
                            "grant_type=client_credentials", "client_id=caller", "audience=cart-service", "scope=a+b");
            assertThat(first.toString()).doesNotContain(first.value());
        }

        @Test
        void ownWhenAudienceOrScopeIsAnotherThenAnother() {
            own("cart-service", "a");
            own("cart-service", "a", "b");
            own("payment-service", "a");
            assertThat(issued).hasValue(3);
        }

        @Test
        void forPersonWhenSubjectTokenIsAnotherThenAnother() {
            AccessToken first = tokens.forPerson("first", "cart-service", Set.of("a"));
            assertThat(tokens.forPerson("second", "cart-service", Set.of("a"))).isNotEqualTo(first);
            assertThat(tokens.forPerson("first", "cart-service", Set.of("a"))).isEqualTo(first);
            assertThat(own("cart-service", "a")).isNotEqualTo(first);
            assertThat(issued).hasValue(3);
        }

        @Test
        void tokenWhenCertificateWasRenewedThenAnotherIsThereBeforeItIsUsed() {
            AccessToken first = own("cart-service", "a");
            AccessToken person = tokens.forPerson("alice", "cart-service", Set.of("a"));
            X509Certificate before = identity.current().certificate();
            TestPlatform.renew("caller");
            awaitOther(before);
            int ready = issued.get();
            assertThat(ready).isGreaterThanOrEqualTo(4);
            assertThat(own("cart-service", "a")).isNotEqualTo(first);
            assertThat(tokens.forPerson("alice", "cart-service", Set.of("a"))).isNotEqualTo(person);
            assertThat(issued).hasValue(ready);
            assertThat(ISSUER.requests().getLast().peer())
                    .isEqualTo(identity.current().certificate());
        }

        @Test
        void tokenWhenNoneCanBeGotBeforehandThenWhenItIsNeeded() {
            own("cart-service", "a");
            X509Certificate before = identity.current().certificate();
            ISSUER.answer(request -> new Response(400, "{\"error\":\"invalid_client\"}"));
            TestPlatform.renew("caller");
            awaitOther(before);
            lifetime(120);
            assertThat(own("cart-service", "a").value()).isEqualTo("t2");
        }

        @Test
        void tokenWhenItHasEndedThenAnother() {
            own("cart-service", "a");
            now.set(now.get().plusSeconds(121));
            own("cart-service", "a");
            assertThat(issued).hasValue(2);
        }

        @Test
        void tokenWhenAboutToEndThenNotKept() {
            // Also the case in which the cache's maintenance must not wait for the second request.
            lifetime(9);
            own("cart-service", "a");
            own("cart-service", "a");
            assertThat(issued).hasValue(2);
        }

        @Test
        void tokenWhenRefusedThenErrorOfTheIssuer() {
            ISSUER.answer(request -> new Response(400, "{\"error\":\"invalid_scope\"}"));
            assertThatExceptionOfType(TokenRefusedException.class)
                    .isThrownBy(() -> own("cart-service", "a"))
                    .satisfies(e -> assertThat(e.error()).isEqualTo("invalid_scope"));
            lifetime(120);
            assertThat(own("cart-service", "a").value()).isNotBlank();
        }

        private AccessToken own(String audience, String... scopes) {
            return tokens.own(audience, Set.of(scopes));
        }

        private void lifetime(int seconds) {
            ISSUER.answer(
                    request -> Response.ok("{\"access_token\":\"t%d\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
                            .formatted(issued.incrementAndGet(), seconds)));
        }
    }
}
