package dev.palisade.platform.rows;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The person whose rows a transaction sees.
 *
 * @param subject the person's identifier; empty when there is none, which sees no row
 * @param roles the person's roles
 */
public record RowSubject(String subject, Set<String> roles) {

    /** Nobody: sees no row that belongs to a person. */
    public static final RowSubject NOBODY = new RowSubject("", Set.of());

    private static final ScopedValue<RowSubject> OVERRIDE = ScopedValue.newInstance();

    /**
     * Runs work that belongs to a person outside a request of that person's, for example to finish an order after a
     * crash. Transactions begun inside see that person's rows and no others.
     */
    public static <T> T runAs(String subject, Supplier<T> work) {
        return ScopedValue.where(OVERRIDE, new RowSubject(subject, Set.of())).call(work::get);
    }

    static Optional<RowSubject> override() {
        return OVERRIDE.isBound() ? Optional.of(OVERRIDE.get()) : Optional.empty();
    }
}
