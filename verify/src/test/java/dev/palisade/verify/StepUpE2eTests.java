package dev.palisade.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.DemoUser;
import dev.palisade.local.Platform;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a password is not enough: the refusal says what is needed, and what it says is enough. */
class StepUpE2eTests {

    private static final Platform PLATFORM = RunningPlatform.platform();

    @Test
    void refundWhenPasswordOnlyThenToldWhatIsNeededAndWithCodeLetIn() throws IOException {
        String refund = "/api/payments/00000000-0000-4000-8000-000000000000/refunds";
        Map<String, String> key = Map.of("Idempotency-Key", "step-up");
        try (Shop weak = shop(byPassword("erin", "payment:refund"));
                Shop strong = shop(PLATFORM.token("erin", "payment:refund"))) {
            Shop.Answer refused = weak.send("POST", refund, "{}", key);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.problem()).isEqualTo("insufficient-user-authentication");
            assertThat(refused.response()
                            .headers()
                            .firstValue("WWW-Authenticate")
                            .orElse(""))
                    .contains(
                            "error=\"insufficient_user_authentication\"",
                            "acr_values=\"urn:palisade:acr:two-factors\"",
                            "max_age=\"300\"");
            assertThat(strong.send("POST", refund, "{}", key).status())
                    .as("let in; there is no such payment")
                    .isEqualTo(404);
        }
    }

    @Test
    void tokenWhenTwoWithinOneStepThenBothHaveASecondFactor() {
        assertThat(PLATFORM.token("carol", "catalog:write")).isNotEqualTo(PLATFORM.token("carol", "catalog:write"));
    }

    private static Shop shop(String token) {
        return Shop.anonymous().with("Authorization", "Bearer " + token);
    }

    /** What a client gets that does not ask for a second factor. */
    private static String byPassword(String name, String scope) {
        DemoUser person = PLATFORM.demoUsers().stream()
                .filter(user -> user.name().equals(name))
                .findFirst()
                .orElseThrow();
        return String.valueOf(new CodeFlow(
                        PLATFORM.url("auth-server"), PLATFORM.trust(), "palisade-cli", "http://127.0.0.1:8765/callback")
                .tokens(person.name(), person.password(), scope)
                .get("access_token"));
    }
}
