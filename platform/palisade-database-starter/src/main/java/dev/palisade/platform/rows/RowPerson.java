package dev.palisade.platform.rows;

/** Where the person of the current request comes from. */
@FunctionalInterface
public interface RowPerson {

    /** The person whose rows may be seen, or {@link RowSubject#NOBODY}. */
    RowSubject current();
}
