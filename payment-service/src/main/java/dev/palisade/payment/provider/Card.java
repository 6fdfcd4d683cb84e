package dev.palisade.payment.provider;

import java.time.YearMonth;

/**
 * A card, on its way to the provider.
 *
 * @param number its number
 * @param expiry the last month in which it can be used
 * @param cvc the code on it
 */
public record Card(CardNumber number, YearMonth expiry, String cvc) {

    /** Shows neither the code nor more of the number than its end. */
    @Override
    public String toString() {
        return "Card[" + number + "]";
    }
}
