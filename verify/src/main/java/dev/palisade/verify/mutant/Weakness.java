package dev.palisade.verify.mutant;

/**
 * A place of a platform that was weakened, and whether an attack from outside found it.
 *
 * @param control whose claim is broken
 * @param claim the claim
 * @param file where
 * @param find what stood there
 * @param replace what stands there instead
 * @param found whether the attacks of the control failed
 * @param seen what they saw first that should not be
 */
public record Weakness(
        String control, String claim, String file, String find, String replace, boolean found, String seen) {}
