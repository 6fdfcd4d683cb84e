package dev.palisade.platform.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.palisade.platform.client.Neighbours;
import dev.palisade.platform.example.Example;
import dev.palisade.test.TestIssuer;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestClient;

/** How long the issuer's keys are kept, and how often it is asked. */
@SpringBootTest(
        classes = Example.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"spring.application.name=verifier", "palisade.test.workload=verifier"})
class IssuerKeysTests {

    private static final TestService ISSUER = TestService.start("auth-server", request -> Response.ok(keys("first")));
    private static final Duration CACHE_LIFE = Duration.ofSeconds(4);

    @Autowired
    private Neighbours neighbours;

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry registry) {
        registry.add("palisade.clients.auth-server.url", ISSUER::url);
    }

    @Test
    void keysWhenCachedThenAskedAgainAfterTheirLifeAndNotForEachInventedKey() throws Exception {
        ISSUER.forget();
        JWKSource<SecurityContext> source = IssuerKeys.from(RestClient.builder(), neighbours, CACHE_LIFE);

        assertThat(knows(source, "first")).isTrue();
        assertThat(knows(source, "first")).isTrue();
        assertThat(ISSUER.requests()).hasSize(1);

        for (int i = 0; i < 10; i++) {
            assertThat(knows(source, "invented")).isFalse();
        }
        assertThat(ISSUER.requests()).hasSizeLessThanOrEqualTo(2);

        ISSUER.answer(request -> Response.ok(keys("second")));
        Thread.sleep(CACHE_LIFE.plusMillis(500));
        assertThat(knows(source, "second")).isTrue();
        assertThat(knows(source, "first")).isFalse();
    }

    private static boolean knows(JWKSource<SecurityContext> source, String id) {
        try {
            return !source.get(
                            new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null)
                    .isEmpty();
        } catch (KeySourceException e) {
            return false;
        }
    }

    private static String keys(String id) {
        return new JWKSet(TestIssuer.newKey(id)).toString();
    }
}
