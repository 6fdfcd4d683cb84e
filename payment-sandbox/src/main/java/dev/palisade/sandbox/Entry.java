package dev.palisade.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of the books. All of it happens or nothing: it is one line of the journal.
 *
 * @param card a card as it is now
 * @param payment a payment as it is now
 * @param refund a refund
 * @param dispute a dispute as it is now
 * @param event what the merchant is to be told of it
 * @param attempts how telling it went
 * @param answer what was answered
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Entry(
        @Nullable Card card,
        @Nullable Payment payment,
        @Nullable Refund refund,
        @Nullable Dispute dispute,
        @Nullable Event event,
        @Nullable List<Attempt> attempts,
        @Nullable Answer answer) {

    static Entry of(Card card) {
        return new Entry(card, null, null, null, null, null, null);
    }

    static Entry of(Payment payment, Event event) {
        return new Entry(null, payment, null, null, event, null, null);
    }

    static Entry of(Payment payment, Refund refund, Event event) {
        return new Entry(null, payment, refund, null, event, null, null);
    }

    static Entry of(Dispute dispute, Event event) {
        return new Entry(null, null, null, dispute, event, null, null);
    }

    static Entry of(List<Attempt> attempts) {
        return new Entry(null, null, null, null, null, attempts, null);
    }

    Entry answeredWith(Answer given) {
        return new Entry(card, payment, refund, dispute, event, attempts, given);
    }
}
