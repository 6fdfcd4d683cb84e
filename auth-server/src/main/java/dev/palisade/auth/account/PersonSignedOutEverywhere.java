package dev.palisade.auth.account;

import java.util.UUID;

/**
 * Everything that a person is signed in with is about to end. It is published before anything is gone and in the same
 * transaction, so that a listener still finds the grants of clients that have to be told.
 *
 * @param account the person
 */
public record PersonSignedOutEverywhere(UUID account) {}
