package dev.palisade.payment.method;

import dev.palisade.payment.provider.Brand;
import dev.palisade.payment.provider.ProviderToken;

/**
 * A card that a person has shown us.
 *
 * @param token our name for it
 * @param providerToken the provider's name for it
 * @param brand who issued it
 * @param last4 the last four digits
 */
public record PaymentMethod(MethodToken token, ProviderToken providerToken, Brand brand, String last4) {}
