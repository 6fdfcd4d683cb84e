package dev.palisade.payment.provider;

import dev.palisade.platform.money.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The card provider. Everything but {@link #tokenize} may be repeated with the same key and then happens once. Each
 * method throws a {@link ProviderException} when the provider cannot be asked or does not answer, which says nothing
 * about whether it did what it was asked for.
 */
public interface PaymentProvider {

    /** Hands a card over, for a name that stands for it from now on. */
    ProviderToken tokenize(Card card);

    /** Has the provider forget a card; that it does not know it any more is fine. Payments that were made stay. */
    void forget(ProviderToken card);

    /** Has money set aside; what became of the charge, when there was one with this key. */
    Charge authorize(ProviderKey key, ProviderToken card, Money amount);

    /** Takes the money that was set aside; what became of the charge, when it was not waiting for that any more. */
    Charge capture(ProviderKey key);

    /** What became of a charge; empty when the provider has never heard of it. */
    Optional<Charge> find(ProviderKey key);

    /** Makes sure that no money is taken; when it was taken before, that is the answer and it stays. */
    Charge cancel(ProviderKey key);

    /** Gives back some of what a charge took. */
    void refund(ProviderKey key, ProviderKey charge, Money amount);

    /** What moved money on this day (UTC). */
    List<StatementLine> statement(LocalDate day);
}
