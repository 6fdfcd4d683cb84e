package dev.palisade.payment.provider;

import java.util.regex.Pattern;

/**
 * A primary account number, on its way to the provider and nowhere else. It is never stored and never shown.
 *
 * @param digits the digits
 */
public record CardNumber(String digits) {

    private static final Pattern FORM = Pattern.compile("[0-9]{12,19}");

    /** @throws IllegalArgumentException when it is no card number; the message does not repeat it */
    public CardNumber {
        if (!FORM.matcher(digits).matches() || !passesLuhn(digits)) {
            throw new IllegalArgumentException("Not a card number");
        }
    }

    /** The digits that people know a card by. */
    public String last4() {
        return digits.substring(digits.length() - 4);
    }

    /** Who issued it, by its first digits. */
    public Brand brand() {
        return Brand.of(digits);
    }

    /** Shows nothing but the last four digits. */
    @Override
    public String toString() {
        return "CardNumber[…" + last4() + "]";
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
