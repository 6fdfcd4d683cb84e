package dev.palisade.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The provider's books, in memory and in the journal. A change is first written, then made, and told to nobody before it
 * is on the disk.
 */
final class Books implements AutoCloseable {

    /** How long a key is remembered, as Stripe does. */
    private static final Duration KEYS = Duration.ofHours(24);

    private static final int RECENT = 100;

    private final JsonMapper json;
    private final Clock clock;
    private final Journal journal;
    private final Map<String, Card> cards = new LinkedHashMap<>();
    private final Map<String, Payment> payments = new LinkedHashMap<>();
    private final Map<String, String> references = new LinkedHashMap<>();
    private final Map<String, Refund> refunds = new LinkedHashMap<>();
    private final Map<String, Dispute> disputes = new LinkedHashMap<>();
    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final Map<String, Event> untold = new LinkedHashMap<>();
    private final Deque<Attempt> recent = new ArrayDeque<>();
    private final Set<String> inFlight = ConcurrentHashMap.newKeySet();

    Books(Path file, Clock clock, JsonMapper json) throws IOException {
        this.clock = clock;
        this.json = json;
        this.journal = Journal.open(file, line -> make(json.readValue(line, Entry.class)));
    }

    /**
     * A change that is to be made, and what is answered.
     *
     * @param entry the change; none when there is nothing to do
     * @param status the HTTP status
     * @param body what is answered as JSON
     */
    record Change(@Nullable Entry entry, int status, Object body) {}

    /**
     * Makes a change once for each key. A repetition gets the answer of the first time.
     *
     * @param key the merchant's name for the request; none for what may happen each time anew
     * @param fingerprint of method, path and body
     * @param change says what is to be done; may throw, and then nothing is done or remembered
     * @param before is done while the key counts as in flight
     * @throws ApiException 409 while the same request is under way, 422 when the key was used for another one
     */
    Done once(@Nullable String key, String fingerprint, Runnable before, Supplier<Change> change) {
        if (key == null) {
            before.run();
            return apply(null, fingerprint, change);
        }
        if (!inFlight.add(key)) {
            throw new ApiException(409, "idempotency_key_in_use", "The same request is under way.");
        }
        try {
            before.run();
            return apply(key, fingerprint, change);
        } finally {
            inFlight.remove(key);
        }
    }

    /**
     * What was done.
     *
     * @param status the HTTP status
     * @param body the JSON
     * @param fresh whether it was done now, and not at an earlier request
     */
    record Done(int status, String body, boolean fresh) {}

    private Done apply(@Nullable String key, String fingerprint, Supplier<Change> change) {
        Done done;
        long position;
        synchronized (this) {
            Answer known = key == null ? null : answer(key);
            if (known != null && !known.fingerprint().equals(fingerprint)) {
                throw new ApiException(422, "idempotency_key_reused", "This key was used for another request.");
            }
            if (known != null) {
                done = new Done(known.status(), known.body(), false);
            } else {
                Change wanted = change.get();
                String body = json.writeValueAsString(wanted.body());
                done = new Done(wanted.status(), body, true);
                Entry entry = wanted.entry();
                if (entry != null) {
                    write(
                            key == null
                                    ? entry
                                    : entry.answeredWith(
                                            new Answer(key, fingerprint, wanted.status(), body, clock.instant())));
                }
            }
            position = journal.position();
        }
        journal.sync(position);
        return done;
    }

    Change addCard(String number, int month, int year, String cvc) {
        Card card = Card.of(number, month, year, cvc, YearMonth.now(clock));
        return new Change(Entry.of(card), 201, card);
    }

    Change forgetCard(String id) {
        Card card = cards.get(id);
        if (card == null) {
            throw ApiException.notFound("card");
        }
        Card forgotten = card.forgotten();
        return new Change(Entry.of(forgotten), 200, forgotten);
    }

    Change authorize(String reference, String cardId, long amount, String currency) {
        Card card = cards.get(cardId);
        if (card == null || card.outcome() == Card.Outcome.FORGOTTEN) {
            throw ApiException.invalid("unknown_card", "There is no such card.");
        }
        if (references.containsKey(reference)) {
            throw new ApiException(409, "reference_used", "There is a payment of this reference.");
        }
        if (card.outcome() == Card.Outcome.FAIL) {
            throw new ApiException(500, "provider_error", "The provider failed. Nothing was booked.");
        }
        String decline = switch (card.outcome()) {
            case DECLINE -> "card_declined";
            case NO_FUNDS -> "insufficient_funds";
            default -> null;
        };
        Payment payment = Payment.asked(reference, card, amount, currency, decline, clock.instant());
        return change(payment, decline == null ? 201 : 402);
    }

    Change capture(String id) {
        return change(payment(id).capture(clock.instant()), 200);
    }

    Change cancel(String id) {
        return change(payment(id).cancel(), 200);
    }

    /** Cancels by the merchant's name, also what has not arrived yet; what was decided before stays. */
    Change cancelReference(String reference) {
        Payment known = find(reference);
        if (known == null) {
            return change(Payment.neverAsked(reference, clock.instant()), 200);
        }
        return known.is(Payment.AUTHORIZED) ? change(known.cancel(), 200) : new Change(null, 200, known);
    }

    Change refund(String id, String reference, long amount) {
        Payment payment = payment(id);
        Refund known = refunds.get(reference);
        if (known != null) {
            throw new ApiException(409, "reference_used", "There is a refund of this reference.");
        }
        Payment left = payment.refund(amount);
        Refund refund = new Refund(
                Card.newId("ref"),
                reference,
                payment.id(),
                payment.reference(),
                amount,
                payment.currency(),
                clock.instant());
        return new Change(Entry.of(left, refund, event("refund.succeeded", refund)), 201, refund);
    }

    Change dispute(String id) {
        Payment payment = payment(id);
        if (!payment.is(Payment.CAPTURED)) {
            throw new ApiException(409, "payment_not_captured", "No money was taken by this payment.");
        }
        Dispute dispute = Dispute.open(payment, clock.instant());
        return new Change(Entry.of(dispute, event("dispute.created", dispute)), 201, dispute);
    }

    Change closeDispute(String id, boolean won) {
        Dispute known = disputes.get(id);
        if (known == null) {
            throw ApiException.notFound("dispute");
        }
        Dispute closed = known.close(won, clock.instant());
        return new Change(Entry.of(closed, event("dispute.closed", closed)), 200, closed);
    }

    /** Whether the first answer about this payment is lost on its way. */
    synchronized boolean losesAnswer(String body) {
        String card = json.readTree(body).path("card").asString("");
        Card known = cards.get(card);
        return known != null && known.outcome() == Card.Outcome.LOSE_ANSWER;
    }

    /** @throws ApiException when there is none of this name of ours or the merchant's */
    synchronized Payment payment(String id) {
        Payment payment = payments.get(references.getOrDefault(id, id));
        if (payment == null) {
            throw ApiException.notFound("payment");
        }
        return payment;
    }

    synchronized @Nullable Payment find(String reference) {
        String id = references.get(reference);
        return id == null ? null : payments.get(id);
    }

    /** The newest first. */
    synchronized List<Payment> payments(int limit) {
        return newest(payments.values(), limit);
    }

    synchronized List<Refund> refunds(@Nullable String payment, int limit) {
        return newest(
                refunds.values().stream()
                        .filter(refund -> payment == null
                                || refund.payment().equals(payment)
                                || refund.paymentReference().equals(payment))
                        .toList(),
                limit);
    }

    synchronized List<Dispute> disputes(int limit) {
        return newest(disputes.values(), limit);
    }

    /** What moved money on this day (UTC). */
    synchronized List<StatementLine> statement(LocalDate day) {
        List<StatementLine> lines = new ArrayList<>();
        for (Payment payment : payments.values()) {
            if (isOn(day, payment.captured())) {
                lines.add(new StatementLine(
                        "capture", payment.reference(), payment.reference(), payment.amount(), payment.currency()));
            }
        }
        for (Refund refund : refunds.values()) {
            if (isOn(day, refund.created())) {
                lines.add(new StatementLine(
                        "refund", refund.reference(), refund.paymentReference(), refund.amount(), refund.currency()));
            }
        }
        for (Dispute dispute : disputes.values()) {
            if (isOn(day, dispute.created())) {
                lines.add(line("dispute", dispute));
            }
            if (isOn(day, dispute.closed()) && dispute.status().equals("won")) {
                lines.add(line("dispute_won", dispute));
            }
        }
        return lines;
    }

    /** What the merchant has not taken yet, the oldest first. */
    synchronized List<Event> untold() {
        return List.copyOf(untold.values());
    }

    /** The last attempts to tell the merchant, the newest first. */
    synchronized List<Attempt> attempts() {
        return List.copyOf(recent);
    }

    void record(List<Attempt> attempts) {
        synchronized (this) {
            write(Entry.of(attempts));
        }
    }

    @Override
    public synchronized void close() throws IOException {
        journal.close();
    }

    private Change change(Payment payment, int status) {
        return new Change(Entry.of(payment, event("payment." + payment.status(), payment)), status, payment);
    }

    private Event event(String type, Object data) {
        return new Event(Card.newId("evt"), type, clock.instant(), json.valueToTree(data));
    }

    private @Nullable Answer answer(String key) {
        Answer known = answers.get(key);
        return known == null || isForgotten(known) ? null : known;
    }

    private boolean isForgotten(Answer answer) {
        return answer.at().isBefore(clock.instant().minus(KEYS));
    }

    private void write(Entry entry) {
        journal.append(json.writeValueAsString(entry));
        make(entry);
    }

    private void make(Entry entry) {
        if (entry.card() != null) {
            cards.put(entry.card().id(), entry.card());
        }
        if (entry.payment() != null) {
            payments.put(entry.payment().id(), entry.payment());
            references.put(entry.payment().reference(), entry.payment().id());
        }
        if (entry.refund() != null) {
            refunds.put(entry.refund().reference(), entry.refund());
        }
        if (entry.dispute() != null) {
            disputes.put(entry.dispute().id(), entry.dispute());
        }
        if (entry.event() != null) {
            untold.put(entry.event().id(), entry.event());
        }
        if (entry.attempts() != null) {
            entry.attempts().forEach(this::make);
        }
        if (entry.answer() != null) {
            answers.remove(entry.answer().key()); // so that the eldest stand first
            answers.put(entry.answer().key(), entry.answer());
            Iterator<Answer> eldest = answers.values().iterator();
            while (eldest.hasNext() && isForgotten(eldest.next())) {
                eldest.remove();
            }
        }
    }

    private void make(Attempt attempt) {
        if (attempt.delivered()) {
            untold.remove(attempt.event());
        }
        recent.addFirst(attempt);
        if (recent.size() > RECENT) {
            recent.removeLast();
        }
    }

    private static StatementLine line(String type, Dispute dispute) {
        return new StatementLine(type, dispute.id(), dispute.paymentReference(), dispute.amount(), dispute.currency());
    }

    private static boolean isOn(LocalDate day, @Nullable Instant at) {
        return at != null && LocalDate.ofInstant(at, ZoneOffset.UTC).equals(day);
    }

    private static <T> List<T> newest(Collection<T> all, int limit) {
        return all.stream().skip(Math.max(0, all.size() - limit)).toList().reversed();
    }

    /**
     * One movement of money.
     *
     * @param type {@code capture}, {@code refund}, {@code dispute} or {@code dispute_won}
     * @param reference the merchant's name for what moved it, ours for a dispute
     * @param payment the merchant's name for the payment
     * @param amount in minor units
     * @param currency in small letters
     */
    record StatementLine(String type, String reference, String payment, long amount, String currency) {}
}
