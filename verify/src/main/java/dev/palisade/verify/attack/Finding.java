package dev.palisade.verify.attack;

/**
 * One thing that an attack tried.
 *
 * @param expected what must be
 * @param ok whether it was
 * @param seen what was seen, without secrets
 */
public record Finding(String expected, boolean ok, String seen) {}
