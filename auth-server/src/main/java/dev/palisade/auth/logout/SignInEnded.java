package dev.palisade.auth.logout;

/**
 * One sign-in has ended.
 *
 * @param person the person's identifier
 * @param sid the name of the sign-in
 */
public record SignInEnded(String person, String sid) {}
