package dev.palisade.payment.provider;

import java.util.UUID;

/**
 * Our name for a charge or a refund at the provider, which does the same thing once however often it is asked.
 *
 * @param value the identifier of the payment or refund
 */
public record ProviderKey(UUID value) {}
