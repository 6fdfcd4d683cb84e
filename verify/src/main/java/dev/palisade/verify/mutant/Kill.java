package dev.palisade.verify.mutant;

/**
 * What became of a mutant.
 *
 * @param control the control that was weakened
 * @param file where
 * @param check the check that was to notice
 * @param killed whether it passes without the mutant and fails with it
 * @param reason why it counts as alive; empty when killed
 */
public record Kill(String control, String file, String check, boolean killed, String reason) {}
