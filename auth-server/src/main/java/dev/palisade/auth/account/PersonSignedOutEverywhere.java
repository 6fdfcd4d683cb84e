package dev.palisade.auth.account;

import java.util.UUID;

/**
 * Everything that a person is signed in with ends: the listeners, in the same transaction, end the grants and tell the
 * clients.
 *
 * @param account the person
 */
public record PersonSignedOutEverywhere(UUID account) {}
