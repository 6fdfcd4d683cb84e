package dev.palisade.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.palisade.local.ca.IdentityRequest;
import dev.palisade.test.TestPlatform;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiffeIdTests {

    @Test
    void parseWhenRightThenBothParts() {
        SpiffeId id = SpiffeId.parse("spiffe://palisade.internal/cart-service");
        assertThat(id).isEqualTo(new SpiffeId("palisade.internal", "cart-service"));
        assertThat(id).hasToString("spiffe://palisade.internal/cart-service");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cart-service",
                "https://palisade.internal/cart-service",
                "SPIFFE://palisade.internal/cart-service",
                "spiffe:palisade.internal/cart-service",
                "spiffe:///cart-service",
                "spiffe://palisade.internal",
                "spiffe://palisade.internal/",
                "spiffe://palisade.internal/a/b",
                "spiffe://palisade.internal/cart-service/",
                "spiffe://palisade.internal//cart-service",
                "spiffe://Palisade.internal/cart-service",
                "spiffe://palisade.internal:443/cart-service",
                "spiffe://user@palisade.internal/cart-service",
                "spiffe://palisade.internal/cart-service?x",
                "spiffe://palisade.internal/cart-service#x",
                "spiffe://palisade.internal/cart%2Dservice",
                "spiffe://palisade.internal/..",
                "spiffe://palisade.internal/c\u00e4rt"
            })
    void parseWhenWrongThenRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SpiffeId.parse(text));
    }

    @Test
    void ofWhenCertificateHasOneNameThenThat() {
        assertThat(SpiffeId.of(TestPlatform.identity("cart-service").certificate()))
                .isEqualTo(new SpiffeId("palisade.internal", "cart-service"));
    }

    @Test
    void ofWhenCertificateHasNoneThenRefused() {
        X509Certificate nameless = TestPlatform.authority()
                .issue(IdentityRequest.of("cart-service", Duration.ofMinutes(5)).withSpiffeId(null))
                .certificate();
        assertThatIllegalArgumentException().isThrownBy(() -> SpiffeId.of(nameless));
    }

    @Test
    void ofWhenCertificateHasTwoThenRefused() throws CertificateParsingException {
        // The authority issues no such certificate; X509-SVID section 2 says what one would be worth.
        X509Certificate two = mock(X509Certificate.class);
        given(two.getSubjectAlternativeNames())
                .willReturn(List.of(
                        List.of(6, "spiffe://palisade.internal/gateway"),
                        List.of(6, "spiffe://palisade.internal/cart-service")));
        assertThatIllegalArgumentException().isThrownBy(() -> SpiffeId.of(two)).withMessageContaining("has 2");
    }
}
