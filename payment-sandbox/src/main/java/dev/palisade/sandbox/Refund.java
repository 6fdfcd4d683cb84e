package dev.palisade.sandbox;

import java.time.Instant;

/**
 * Money that was given back.
 *
 * @param id our name for it
 * @param reference the merchant's name for it, which is used once
 * @param payment our name for the payment
 * @param paymentReference the merchant's name for the payment
 * @param amount in minor units
 * @param currency the payment's
 * @param created when
 */
record Refund(
        String id,
        String reference,
        String payment,
        String paymentReference,
        long amount,
        String currency,
        Instant created) {}
