package dev.palisade.auth.logout;

/**
 * A person's every sign-in has ended: all refresh tokens die, and every client is told.
 *
 * @param person the person's identifier
 */
public record PersonSignedOutEverywhere(String person) {}
