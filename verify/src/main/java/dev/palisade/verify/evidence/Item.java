package dev.palisade.verify.evidence;

import dev.palisade.verify.attack.Finding;
import java.util.List;

/**
 * One piece of evidence: what one check saw.
 *
 * @param number its place, from 1
 * @param control the control
 * @param claim what was claimed
 * @param check the check
 * @param outcome what came of it
 * @param reason why it was not run or failed as a whole; empty otherwise
 * @param findings what was expected and what was seen
 * @param at when it began (ISO 8601)
 * @param validUntil until when it may be believed (ISO 8601)
 * @param previous the hash of the item before; zeros for the first
 */
public record Item(
        int number,
        String control,
        String claim,
        String check,
        String outcome,
        String reason,
        List<Finding> findings,
        String at,
        String validUntil,
        String previous) {

    public Item {
        findings = List.copyOf(findings);
    }
}
