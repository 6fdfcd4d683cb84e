package dev.palisade.payment.provider;

/**
 * The provider's name for a card.
 *
 * @param value the name; it buys nothing without our contract with the provider, and is not shown all the same
 */
public record ProviderToken(String value) {

    @Override
    public String toString() {
        return "ProviderToken[…]";
    }
}
