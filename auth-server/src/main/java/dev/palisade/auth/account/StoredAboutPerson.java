package dev.palisade.auth.account;

import java.util.List;
import java.util.UUID;

/** What a feature stores about people beside their account, for their own export. */
public interface StoredAboutPerson {

    /** What it is called in the export. */
    String name();

    /** What is stored about this person, with no secret in it. */
    List<?> about(UUID person);
}
