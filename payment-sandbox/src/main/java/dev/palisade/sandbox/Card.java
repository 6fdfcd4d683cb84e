package dev.palisade.sandbox;

import java.security.SecureRandom;
import java.time.YearMonth;
import java.util.Base64;
import java.util.Map;

/**
 * What is kept of a card: never its number.
 *
 * @param id the name that stands for it
 * @param outcome how payments with it end
 * @param last4 the last four digits
 */
record Card(String id, Outcome outcome, String last4) {

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final Map<String, Outcome> OUTCOMES = Map.of(
            "4000000000000002", Outcome.DECLINE,
            "4000000000009995", Outcome.NO_FUNDS,
            "4000000000000119", Outcome.FAIL,
            "4000000000000341", Outcome.LOSE_ANSWER);

    /** What a card number chooses. */
    enum Outcome {
        ACCEPT,
        DECLINE,
        NO_FUNDS,
        /** The provider fails, and nothing is booked. */
        FAIL,
        /** It succeeds, and the first answer is lost on its way. */
        LOSE_ANSWER,
        /** Nothing is paid with it any more. */
        FORGOTTEN
    }

    /** @throws ApiException when it is no card, or one that cannot be used any more */
    static Card of(String number, int month, int year, String cvc, YearMonth now) {
        if (!number.matches("[0-9]{12,19}") || !passesLuhn(number)) {
            throw ApiException.invalid("invalid_number", "This is not a card number.");
        }
        if (month < 1 || month > 12 || year < 2000 || year > 2099) {
            throw ApiException.invalid("invalid_expiry", "This is not a month.");
        }
        if (YearMonth.of(year, month).isBefore(now)) {
            throw ApiException.invalid("expired_card", "This card has expired.");
        }
        if (!cvc.matches("[0-9]{3,4}")) {
            throw ApiException.invalid("invalid_cvc", "The code has three or four digits.");
        }
        return new Card(
                newId("card"), OUTCOMES.getOrDefault(number, Outcome.ACCEPT), number.substring(number.length() - 4));
    }

    /** What is left of it once the merchant has let it go. */
    Card forgotten() {
        return new Card(id, Outcome.FORGOTTEN, "");
    }

    /** An identifier that nobody guesses. */
    static String newId(String kind) {
        byte[] bytes = new byte[15];
        RANDOM.nextBytes(bytes);
        return kind + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** ISO/IEC 7812-1 annex B: every second digit from the right counts twice. */
    private static boolean passesLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }
}
