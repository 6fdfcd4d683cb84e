package dev.palisade.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment.
 *
 * @param id our name for it
 * @param reference the merchant's name for it, which is used once
 * @param card the card; none when it was cancelled before it was asked for
 * @param amount in minor units, for example cents
 * @param currency in small letters (ISO 4217)
 * @param status {@code authorized}, {@code captured}, {@code declined} or {@code canceled}
 * @param declineCode why the bank said no
 * @param refunded how much of it was given back, in minor units
 * @param created when it was asked for
 * @param captured when the money was taken
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Payment(
        String id,
        String reference,
        @Nullable String card,
        long amount,
        String currency,
        String status,
        @Nullable String declineCode,
        long refunded,
        Instant created,
        @Nullable Instant captured) {

    static final String AUTHORIZED = "authorized";
    static final String CAPTURED = "captured";
    static final String DECLINED = "declined";
    static final String CANCELED = "canceled";

    static Payment asked(
            String reference, Card card, long amount, String currency, @Nullable String decline, Instant now) {
        String status = decline == null ? AUTHORIZED : DECLINED;
        return new Payment(Card.newId("pay"), reference, card.id(), amount, currency, status, decline, 0, now, null);
    }

    static Payment neverAsked(String reference, Instant now) {
        return new Payment(Card.newId("pay"), reference, null, 0, "", CANCELED, null, 0, now, null);
    }

    boolean is(String wanted) {
        return status.equals(wanted);
    }

    /** @throws ApiException when it is not authorised */
    Payment capture(Instant now) {
        requireAuthorized();
        return new Payment(id, reference, card, amount, currency, CAPTURED, null, 0, created, now);
    }

    /** @throws ApiException when it is not authorised */
    Payment cancel() {
        requireAuthorized();
        return new Payment(id, reference, card, amount, currency, CANCELED, null, 0, created, null);
    }

    /** @throws ApiException when that is more than is left of what was captured */
    Payment refund(long part) {
        if (!is(CAPTURED)) {
            throw new ApiException(409, "payment_not_captured", "No money was taken by this payment.");
        }
        if (part > amount - refunded) {
            throw new ApiException(409, "refund_exceeds_payment", "That is more than is left of the payment.");
        }
        return new Payment(id, reference, card, amount, currency, status, null, refunded + part, created, captured);
    }

    private void requireAuthorized() {
        if (!is(AUTHORIZED)) {
            throw new ApiException(409, "payment_" + status, "This payment is " + status + ".");
        }
    }
}
