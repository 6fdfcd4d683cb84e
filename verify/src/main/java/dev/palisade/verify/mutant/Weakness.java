package dev.palisade.verify.mutant;

/**
 * A place of a platform that was weakened, and who found it.
 *
 * @param control whose claim is broken
 * @param claim the claim
 * @param file where
 * @param find what stood there
 * @param replace what stands there instead
 * @param found what noticed it: {@code attack}, {@code test}, or nothing when nothing did
 * @param seen what was seen first that should not be
 */
public record Weakness(
        String control, String claim, String file, String find, String replace, String found, String seen) {}
