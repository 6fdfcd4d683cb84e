package dev.palisade.payment.ledger;

import java.util.Locale;

/** The accounts of the ledger. */
enum Account {
    /** What the provider owes us. */
    PROVIDER_RECEIVABLE,
    /** What we have sold. */
    SALES,
    /** What we have given back. */
    REFUNDS,
    /** What the provider holds back, or has given back against our will. */
    DISPUTES;

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
