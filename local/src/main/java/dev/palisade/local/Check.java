package dev.palisade.local;

/**
 * One thing that was looked at.
 *
 * @param name what
 * @param ok whether it is as it should be
 * @param detail what was found, and what to do when it is not right
 */
public record Check(String name, boolean ok, String detail) {}
