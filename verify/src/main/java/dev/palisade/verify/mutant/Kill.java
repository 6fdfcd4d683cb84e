package dev.palisade.verify.mutant;

import dev.palisade.verify.catalogue.Control;

/**
 * What became of a mutant.
 *
 * @param control the control that was weakened
 * @param mutant how
 * @param check the check that was to notice
 * @param killed whether it passes without the mutant and fails with it
 * @param reason why it counts as alive; empty when killed
 */
public record Kill(String control, Control.Mutant mutant, String check, boolean killed, String reason) {}
