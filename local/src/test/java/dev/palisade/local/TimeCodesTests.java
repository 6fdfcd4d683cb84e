package dev.palisade.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeCodesTests {

    /** The last six digits of RFC 6238 appendix B, for the secret 12345678901234567890. */
    @ParameterizedTest
    @CsvSource({"59,287082", "1111111109,081804", "1111111111,050471", "1234567890,005924", "2000000000,279037"})
    void codeWhenOfTheStandardThenAsThere(long time, String code) {
        assertThat(TimeCodes.code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", TimeCodes.stepAt(Instant.ofEpochSecond(time))))
                .isEqualTo(code);
    }

    @Test
    void newSecretWhenMadeThenTwentyBytes() {
        assertThat(TimeCodes.newSecret()).matches("[A-Z2-7]{32}").isNotEqualTo(TimeCodes.newSecret());
    }
}
