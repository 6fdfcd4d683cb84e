package dev.palisade.payment.provider;

import dev.palisade.platform.money.Money;
import java.util.Optional;

/**
 * The card provider. Everything but {@link #tokenize} may be repeated with the same key and then happens once. Each
 * method throws a {@link ProviderException} when the provider cannot be asked or does not answer, which says nothing
 * about whether it did what it was asked for.
 */
public interface PaymentProvider {

    /** Hands a card over, for a name that stands for it from now on. */
    ProviderToken tokenize(Card card);

    /** Takes money from a card. */
    Charge charge(ProviderKey key, ProviderToken card, Money amount);

    /** What became of a charge; empty when the provider has never heard of it. */
    Optional<Charge> find(ProviderKey key);

    /** Makes sure that a charge is never made; when it was made before, that is the answer and it stays. */
    Charge cancel(ProviderKey key);

    /** Gives back some of what a charge took. */
    void refund(ProviderKey key, ProviderKey charge, Money amount);
}
