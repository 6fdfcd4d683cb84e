package dev.palisade.payment.webhook;

import dev.palisade.platform.money.Money;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened at the provider.
 *
 * @param id the provider's name for it, the same each time it is told
 * @param type what happened
 * @param reference our identifier of what it happened to; the provider's of a dispute
 * @param payment our identifier of the payment
 * @param amount how much; none for a payment that was cancelled before it was asked for
 * @param status how far that is now
 */
public record WebhookEvent(
        String id,
        String type,
        String reference,
        String payment,
        @Nullable Money amount,
        String status) {

    private static final String WORD = "[\\x21-\\x7e]{1,100}";
    private static final Set<String> DISPUTES = Set.of("open", "won", "lost");
    private static final Set<String> WITH_PAYMENT = Set.of("refund.succeeded", "dispute.created", "dispute.closed");

    /** @throws IllegalArgumentException when it is no event */
    static WebhookEvent of(JsonNode json) {
        String type = word(json, "type");
        JsonNode data = json.path("data");
        boolean dispute = type.startsWith("dispute.");
        if (dispute && !DISPUTES.contains(data.path("status").asString(""))) {
            throw new IllegalArgumentException("Not a dispute");
        }
        String reference = word(data, dispute ? "id" : "reference");
        return new WebhookEvent(
                word(json, "id"),
                type,
                reference,
                WITH_PAYMENT.contains(type) ? word(data, "paymentReference") : reference,
                amount(data),
                data.path("status").asString(""));
    }

    private static @Nullable Money amount(JsonNode data) {
        String code = data.path("currency").asString("");
        JsonNode amount = data.path("amount");
        if (code.isEmpty()) {
            return null;
        }
        if (!amount.isIntegralNumber() || !amount.canConvertToLong()) {
            throw new IllegalArgumentException("Not an amount");
        }
        Currency currency = Currency.getInstance(code.toUpperCase(Locale.ROOT));
        return new Money(BigDecimal.valueOf(amount.asLong(), currency.getDefaultFractionDigits()), currency);
    }

    private static String word(JsonNode json, String name) {
        String value = json.path(name).asString("");
        if (!value.matches(WORD)) {
            throw new IllegalArgumentException("Not an event");
        }
        return value;
    }
}
