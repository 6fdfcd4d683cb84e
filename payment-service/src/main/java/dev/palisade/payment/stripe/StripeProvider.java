package dev.palisade.payment.stripe;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.Customer;
import com.stripe.model.Dispute;
import com.stripe.model.HasId;
import com.stripe.model.PaymentIntent;
import com.stripe.model.PaymentMethod;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.net.RequestOptions;
import com.stripe.param.BalanceTransactionListParams;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.PaymentMethodCreateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import dev.palisade.payment.provider.Card;
import dev.palisade.payment.provider.Charge;
import dev.palisade.payment.provider.PaymentProvider;
import dev.palisade.payment.provider.ProviderException;
import dev.palisade.payment.provider.ProviderKey;
import dev.palisade.payment.provider.ProviderTimeout;
import dev.palisade.payment.provider.ProviderToken;
import dev.palisade.payment.provider.StatementLine;
import dev.palisade.payment.provider.StatementLine.Kind;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Stripe, by payment intents that are confirmed at once and captured by hand. Our identifiers travel as idempotency keys,
 * by which a repeated request gets the first one's answer for 24 hours, and as metadata, by which an intent is found after
 * that; the search may be a minute behind. A card is given with its number, which an account has to be permitted to do.
 */
class StripeProvider implements PaymentProvider {

    /** The metadata that hold our identifiers. */
    static final String PAYMENT = "payment";

    static final String REFUND = "refund";

    private static final String INSUFFICIENT_FUNDS = "insufficient_funds";
    private static final long PAGE = 100; // the most that a page can have

    private final StripeClient stripe;

    /** What Stripe calls the payments of the last minutes, so that nothing waits for its search. */
    private final Cache<ProviderKey, String> intents = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofHours(1))
            .build();

    StripeProvider(StripeClient stripe) {
        this.stripe = stripe;
    }

    /** A card can be paid with again only where it hangs on a customer, who is nobody but this card. */
    @Override
    public ProviderToken tokenize(Card card) {
        PaymentMethodCreateParams params = PaymentMethodCreateParams.builder()
                .setType(PaymentMethodCreateParams.Type.CARD)
                .setCard(PaymentMethodCreateParams.CardDetails.builder()
                        .setNumber(card.number().digits())
                        .setExpMonth((long) card.expiry().getMonthValue())
                        .setExpYear((long) card.expiry().getYear())
                        .setCvc(card.cvc())
                        .build())
                .build();
        try {
            PaymentMethod method = ask(() -> stripe.v1().paymentMethods().create(params));
            Customer customer = ask(() -> stripe.v1()
                    .customers()
                    .create(CustomerCreateParams.builder()
                            .setPaymentMethod(method.getId())
                            .build()));
            return new ProviderToken(customer.getId() + ":" + method.getId());
        } catch (CardException e) {
            throw new ProblemException(
                    HttpStatus.PAYMENT_REQUIRED, "card-declined", "The bank does not accept this card");
        } catch (InvalidRequestException e) {
            throw refused(e);
        }
    }

    @Override
    public void forget(ProviderToken card) {
        try {
            ask(() -> stripe.v1().customers().delete(customer(card)));
        } catch (InvalidRequestException e) {
            if (!"resource_missing".equals(e.getCode())) {
                throw refused(e);
            }
        } catch (CardException e) {
            throw refused(e);
        }
    }

    @Override
    public Charge authorize(ProviderKey key, ProviderToken card, Money amount) {
        PaymentIntentCreateParams params = intent(key, amount)
                .setCustomer(customer(card))
                .setPaymentMethod(card.value().substring(card.value().indexOf(':') + 1))
                .setConfirm(true)
                // Nobody is there to answer a question of the bank: that is a no.
                .setErrorOnRequiresAction(true)
                .build();
        try {
            return charge(key, ask(() -> stripe.v1().paymentIntents().create(params, once("authorize", key))));
        } catch (CardException e) {
            return declined(key, e);
        } catch (InvalidRequestException e) {
            throw refused(e);
        }
    }

    @Override
    public Charge capture(ProviderKey key) {
        String id = id(key).orElseThrow(() -> new ProviderException("Stripe does not find the payment yet"));
        try {
            return charge(key, ask(() -> stripe.v1().paymentIntents().capture(id, once("capture", key))));
        } catch (CardException e) {
            return declined(key, e);
        } catch (InvalidRequestException e) {
            return charge(key, read(id)); // it was not waiting for that any more
        }
    }

    @Override
    public Optional<Charge> find(ProviderKey key) {
        return id(key).map(id -> charge(key, read(id)));
    }

    @Override
    public Charge cancel(ProviderKey key) {
        String id = id(key).orElseGet(() -> ruledOut(key));
        try {
            return charge(key, ask(() -> stripe.v1().paymentIntents().cancel(id)));
        } catch (InvalidRequestException e) {
            return charge(key, read(id)); // captured, or cancelled before
        } catch (CardException e) {
            throw refused(e);
        }
    }

    @Override
    public void refund(ProviderKey key, ProviderKey charge, Money amount) {
        String id = id(charge).orElseThrow(() -> new ProviderException("Stripe does not find the payment yet"));
        if (isRefunded(key, id)) {
            return;
        }
        RefundCreateParams params = RefundCreateParams.builder()
                .setPaymentIntent(id)
                .setAmount(StripeAmount.minor(amount))
                .putMetadata(REFUND, key.value().toString())
                .putMetadata(PAYMENT, charge.value().toString())
                .build();
        try {
            if (!isGiven(ask(() -> stripe.v1().refunds().create(params, once("refund", key))))) {
                throw new ProviderException("Stripe could not give the money back");
            }
        } catch (CardException | InvalidRequestException e) {
            throw refused(e);
        }
    }

    private static boolean isGiven(Refund refund) {
        return !"failed".equals(refund.getStatus()) && !"canceled".equals(refund.getStatus());
    }

    @Override
    public List<StatementLine> statement(LocalDate day) {
        BalanceTransactionListParams params = BalanceTransactionListParams.builder()
                .setCreated(BalanceTransactionListParams.Created.builder()
                        .setGte(day.atStartOfDay(ZoneOffset.UTC).toEpochSecond())
                        .setLt(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond())
                        .build())
                .setLimit(PAGE)
                .addExpand("data.source")
                .build();
        return list(() -> stripe.v1().balanceTransactions().list(params)).stream()
                .flatMap(booked -> line(booked).stream())
                .toList();
    }

    /** Our identifier of the payment that a dispute is about. */
    String paymentOf(Dispute dispute) {
        return named(read(dispute.getPaymentIntent()).getMetadata(), PAYMENT);
    }

    private Optional<StatementLine> line(BalanceTransaction booked) {
        return Optional.ofNullable(
                switch (booked.getSourceObject()) {
                    case com.stripe.model.Charge charge ->
                        new StatementLine(
                                Kind.CAPTURE,
                                named(charge.getMetadata(), PAYMENT),
                                named(charge.getMetadata(), PAYMENT),
                                StripeAmount.money(charge.getAmountCaptured(), charge.getCurrency()));
                    case Refund refund ->
                        new StatementLine(
                                Kind.REFUND,
                                named(refund.getMetadata(), REFUND),
                                named(refund.getMetadata(), PAYMENT),
                                StripeAmount.money(refund.getAmount(), refund.getCurrency()));
                    case Dispute dispute ->
                        new StatementLine(
                                booked.getAmount() < 0 ? Kind.DISPUTE : Kind.DISPUTE_WON,
                                dispute.getId(),
                                paymentOf(dispute),
                                StripeAmount.money(dispute.getAmount(), dispute.getCurrency()));
                    case null, default -> null; // payouts and fees are for the accountant
                });
    }

    /** What was booked past us has none of our names, and is a difference. */
    private static String named(@Nullable Map<String, String> metadata, String name) {
        return metadata == null ? "unknown" : metadata.getOrDefault(name, "unknown");
    }

    private boolean isRefunded(ProviderKey key, String intent) {
        RefundListParams params = RefundListParams.builder()
                .setPaymentIntent(intent)
                .setLimit(PAGE)
                .build();
        return list(() -> stripe.v1().refunds().list(params)).stream()
                .anyMatch(refund ->
                        named(refund.getMetadata(), REFUND).equals(key.value().toString()) && isGiven(refund));
    }

    /**
     * Takes the key of an authorisation that has not arrived, with an intent that nobody confirms: when the authorisation
     * does arrive, its key is used. Where the key is used already, the search does not know that yet.
     */
    private String ruledOut(ProviderKey key) {
        Money nothing = Money.of("1.00", "EUR");
        try {
            PaymentIntent empty = ask(() ->
                    stripe.v1().paymentIntents().create(intent(key, nothing).build(), once("authorize", key)));
            intents.put(key, empty.getId());
            return empty.getId();
        } catch (CardException | InvalidRequestException e) {
            throw refused(e);
        }
    }

    private static PaymentIntentCreateParams.Builder intent(ProviderKey key, Money amount) {
        return PaymentIntentCreateParams.builder()
                .setAmount(StripeAmount.minor(amount))
                .setCurrency(StripeAmount.currency(amount))
                .addPaymentMethodType("card")
                .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                .putMetadata(PAYMENT, key.value().toString());
    }

    private Optional<String> id(ProviderKey key) {
        String known = intents.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        PaymentIntentSearchParams params = PaymentIntentSearchParams.builder()
                .setQuery("metadata['" + PAYMENT + "']:'" + key.value() + "'")
                .build();
        try {
            Optional<String> found = ask(() -> stripe.v1().paymentIntents().search(params)).getData().stream()
                    .map(PaymentIntent::getId)
                    .findFirst();
            found.ifPresent(id -> intents.put(key, id));
            return found;
        } catch (CardException | InvalidRequestException e) {
            throw refused(e);
        }
    }

    private PaymentIntent read(String id) {
        try {
            return ask(() -> stripe.v1().paymentIntents().retrieve(id));
        } catch (CardException | InvalidRequestException e) {
            throw refused(e);
        }
    }

    private Charge declined(ProviderKey key, CardException e) {
        PaymentIntent intent =
                e.getStripeError() == null ? null : e.getStripeError().getPaymentIntent();
        if (intent != null) {
            intents.put(key, intent.getId());
        }
        return INSUFFICIENT_FUNDS.equals(e.getDeclineCode()) ? Charge.INSUFFICIENT_FUNDS : Charge.CARD_DECLINED;
    }

    private Charge charge(ProviderKey key, PaymentIntent intent) {
        intents.put(key, intent.getId());
        return switch (intent.getStatus()) {
            case "requires_capture" -> Charge.AUTHORIZED;
            case "succeeded" -> Charge.CAPTURED;
            case "canceled" -> Charge.CANCELLED;
            case "requires_payment_method" ->
                intent.getLastPaymentError() != null
                                && INSUFFICIENT_FUNDS.equals(
                                        intent.getLastPaymentError().getDeclineCode())
                        ? Charge.INSUFFICIENT_FUNDS
                        : Charge.CARD_DECLINED;
            default -> throw new ProviderException("Stripe has not decided about the payment");
        };
    }

    private static String customer(ProviderToken card) {
        int end = card.value().indexOf(':');
        if (end < 0) {
            throw new ProviderException("The card was given to another provider");
        }
        return card.value().substring(0, end);
    }

    private static RequestOptions once(String what, ProviderKey key) {
        UUID value = key.value();
        return RequestOptions.builder().setIdempotencyKey(what + "-" + value).build();
    }

    /** All pages of a list. */
    static <T extends HasId> List<T> list(Question<StripeCollection<T>> question) {
        try {
            return ask(() -> {
                List<T> all = new ArrayList<>();
                question.ask().autoPagingIterable().forEach(all::add);
                return all;
            });
        } catch (CardException | InvalidRequestException e) {
            throw refused(e);
        }
    }

    /** Asks; what Stripe says of a card or of the request itself is for the caller, and everything else a failure. */
    private static <T> T ask(Question<T> question) throws CardException, InvalidRequestException {
        try {
            return question.ask();
        } catch (CardException | InvalidRequestException e) {
            throw e;
        } catch (StripeException e) {
            throw failed(e);
        } catch (RuntimeException e) {
            // The library's lists throw so when a later page cannot be had.
            throw e.getCause() instanceof StripeException cause ? failed(cause) : e;
        }
    }

    private static ProviderException failed(StripeException e) {
        return e instanceof ApiConnectionException ? new ProviderTimeout() : refused(e);
    }

    /** Words and numbers of Stripe's own, by which its support finds the request, and nothing of what was sent. */
    private static ProviderException refused(StripeException e) {
        return new ProviderException("Stripe refused: "
                + Objects.requireNonNullElse(e.getCode(), e.getClass().getSimpleName())
                        .replaceAll("[^A-Za-z_]", "")
                + ", status " + e.getStatusCode() + ", request "
                + Objects.requireNonNullElse(e.getRequestId(), "unknown").replaceAll("[^A-Za-z0-9_]", ""));
    }

    /** A call of the library. */
    @FunctionalInterface
    interface Question<T> {

        T ask() throws StripeException;
    }
}
