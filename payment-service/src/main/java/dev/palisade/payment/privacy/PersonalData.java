package dev.palisade.payment.privacy;

import dev.palisade.payment.privacy.PersonalRows.KnownCard;
import dev.palisade.payment.provider.PaymentProvider;
import dev.palisade.platform.rows.RowSubject;
import org.springframework.stereotype.Component;

/** What is stored of people, here and at the card provider. */
@Component
class PersonalData {

    private static final int AT_ONCE = 100;

    private final PersonalRows rows;
    private final PaymentProvider provider;

    PersonalData(PersonalRows rows, PaymentProvider provider) {
        this.rows = rows;
        this.provider = provider;
    }

    StoredData of(String owner) {
        return rows.of(owner);
    }

    /**
     * Erases a person, unless something may still move money, and says whether it did. What is interrupted is finished
     * by the next call.
     */
    boolean erase(String owner) {
        if (rows.areUnderWay(owner)) {
            return false;
        }
        rows.cards(owner).forEach(this::forget);
        return rows.erase(owner);
    }

    /** Forgets what nobody needs any more, and says how many rows it were. */
    int forget(RetentionProperties kept) {
        int cards = 0;
        for (KnownCard card : rows.unused(kept.cards(), AT_ONCE)) {
            RowSubject.runAs(card.owner(), () -> {
                forget(card);
                return card;
            });
            cards++;
        }
        return cards + rows.forgetOld(kept);
    }

    /** First there and then here: what we have forgotten we could not name any more. */
    private void forget(KnownCard card) {
        provider.forget(card.providerToken());
        rows.forget(card.token());
    }
}
