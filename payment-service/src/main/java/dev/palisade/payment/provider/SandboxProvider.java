package dev.palisade.payment.provider;

import dev.palisade.payment.provider.StatementLine.Kind;
import dev.palisade.platform.client.Neighbours;
import dev.palisade.platform.client.NoAnswerException;
import dev.palisade.platform.money.Money;
import java.math.BigDecimal;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The payment sandbox, over its HTTPS API. Amounts travel in minor units, as with most providers. */
@Component
@ConditionalOnProperty(name = "palisade.payment.provider", havingValue = "sandbox", matchIfMissing = true)
class SandboxProvider implements PaymentProvider {

    private static final String NEIGHBOUR = "payment-sandbox";
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

    private final RestClient http;
    private final JsonMapper json;

    SandboxProvider(
            RestClient.Builder builder,
            Neighbours neighbours,
            JsonMapper json,
            @Value("${palisade.payment-sandbox.api-key}") String apiKey) {
        this.json = json;
        this.http = builder.clone()
                .requestFactory(neighbours)
                .baseUrl(neighbours.url(NEIGHBOUR))
                .defaultHeaders(headers -> headers.setBearerAuth(apiKey))
                .build();
    }

    @Override
    public ProviderToken tokenize(Card card) {
        Answer answer = post(
                "/v1/cards",
                null,
                Map.of(
                        "number", card.number().digits(),
                        "exp_month", card.expiry().getMonthValue(),
                        "exp_year", card.expiry().getYear(),
                        "cvc", card.cvc()));
        return new ProviderToken(answer.expect(201).path("id").asString());
    }

    @Override
    public void forget(ProviderToken card) {
        Answer answer = post("/v1/cards/" + card.value() + "/forget", null, Map.of());
        if (!answer.is(404, "not_found")) {
            answer.expect(200);
        }
    }

    @Override
    public Charge authorize(ProviderKey key, ProviderToken card, Money amount) {
        Answer answer = post(
                "/v1/payments",
                "authorize-" + key.value(),
                Map.of(
                        "reference", key.value().toString(),
                        "card", card.value(),
                        "amount", minor(amount),
                        "currency", currency(amount)));
        return answer.is(409, "reference_used") ? known(key) : charge(answer.expect(201, 402));
    }

    @Override
    public Charge capture(ProviderKey key) {
        Answer answer = post("/v1/payments/" + key.value() + "/capture", "capture-" + key.value(), Map.of());
        return answer.status() == 409 ? known(key) : charge(answer.expect(200));
    }

    @Override
    public Optional<Charge> find(ProviderKey key) {
        Answer answer = send(HttpMethod.GET, "/v1/payments/" + key.value(), null, null);
        return answer.is(404, "not_found") ? Optional.empty() : Optional.of(charge(answer.expect(200)));
    }

    @Override
    public Charge cancel(ProviderKey key) {
        return charge(post(
                        "/v1/cancellations",
                        "cancel-" + key.value(),
                        Map.of("reference", key.value().toString()))
                .expect(200));
    }

    @Override
    public void refund(ProviderKey key, ProviderKey charge, Money amount) {
        Answer answer = post(
                "/v1/payments/" + charge.value() + "/refunds",
                "refund-" + key.value(),
                Map.of("reference", key.value().toString(), "amount", minor(amount)));
        if (!answer.is(409, "reference_used")) {
            answer.expect(201);
        }
    }

    @Override
    public List<StatementLine> statement(LocalDate day) {
        List<StatementLine> lines = new ArrayList<>();
        Answer answer = send(HttpMethod.GET, "/v1/statement?date=" + day, null, null);
        for (JsonNode line : answer.expect(200).path("data")) {
            lines.add(new StatementLine(
                    Kind.valueOf(line.path("type").asString().toUpperCase(Locale.ROOT)),
                    line.path("reference").asString(),
                    line.path("payment").asString(),
                    money(line)));
        }
        return lines;
    }

    private Charge known(ProviderKey key) {
        return find(key).orElseThrow(() -> new ProviderException("The provider contradicts itself"));
    }

    /** A request whose key is under way is asked again: its answer will be the other's. */
    private Answer post(String path, @Nullable String key, Map<String, Object> body) {
        Duration pause = FIRST_PAUSE;
        Answer answer = send(HttpMethod.POST, path, key, body);
        for (int attempt = 1; attempt < ATTEMPTS && answer.is(409, "idempotency_key_in_use"); attempt++) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProviderException("The wait for the provider was interrupted");
            }
            pause = pause.multipliedBy(2);
            answer = send(HttpMethod.POST, path, key, body);
        }
        return answer;
    }

    private Answer send(HttpMethod method, String path, @Nullable String key, @Nullable Map<String, Object> body) {
        try {
            RestClient.RequestBodySpec request = http.method(method).uri(path);
            if (key != null) {
                request = request.header("Idempotency-Key", key);
            }
            if (body != null) {
                request = request.contentType(MediaType.APPLICATION_JSON).body(json.writeValueAsBytes(body));
            }
            Answer answer = request.exchange((sent, response) -> new Answer(
                    response.getStatusCode().value(),
                    json.readTree(response.getBody().readAllBytes())));
            if (answer == null || answer.status() >= 500) {
                throw new ProviderException("The provider failed");
            }
            return answer;
        } catch (ResourceAccessException e) {
            // Without an answer nobody knows what was done.
            throw e.getCause() instanceof HttpTimeoutException || e.getCause() instanceof NoAnswerException
                    ? new ProviderTimeout()
                    : new ProviderException("The provider cannot be reached");
        } catch (JacksonException e) {
            throw new ProviderException("The provider's answer is not JSON");
        }
    }

    private static Charge charge(JsonNode payment) {
        return switch (payment.path("status").asString("")) {
            case "authorized" -> Charge.AUTHORIZED;
            case "captured" -> Charge.CAPTURED;
            case "canceled" -> Charge.CANCELLED;
            case "declined" ->
                payment.path("declineCode").asString("").equals("insufficient_funds")
                        ? Charge.INSUFFICIENT_FUNDS
                        : Charge.CARD_DECLINED;
            default -> throw new ProviderException("The provider's answer is of an unknown kind");
        };
    }

    private static long minor(Money amount) {
        return amount.amount().unscaledValue().longValueExact();
    }

    private static String currency(Money amount) {
        return amount.currency().getCurrencyCode().toLowerCase(Locale.ROOT);
    }

    static Money money(JsonNode node) {
        Currency currency =
                Currency.getInstance(node.path("currency").asString("").toUpperCase(Locale.ROOT));
        return new Money(
                BigDecimal.valueOf(node.path("amount").asLong(), currency.getDefaultFractionDigits()), currency);
    }

    private record Answer(int status, JsonNode body) {

        boolean is(int wanted, String code) {
            return status == wanted
                    && body.path("error").path("code").asString("").equals(code);
        }

        /** @throws ProviderException when the status is another */
        JsonNode expect(int... wanted) {
            for (int each : wanted) {
                if (status == each) {
                    return body;
                }
            }
            // The word is one of the provider's own, and holds nothing of what was sent.
            throw new ProviderException("The provider refused: "
                    + body.path("error").path("code").asString("").replaceAll("[^a-z_]", ""));
        }
    }
}
