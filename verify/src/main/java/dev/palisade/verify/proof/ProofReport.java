package dev.palisade.verify.proof;

import dev.palisade.verify.proof.Proof.Result;
import java.util.List;

/**
 * What came of it. What was not run counts as nothing.
 *
 * @param proved how many statements are so
 * @param refuted how many are not
 * @param notRun how many nobody looked at
 * @param proofs the statements
 */
record ProofReport(long proved, long refuted, long notRun, List<Proof> proofs) {

    static ProofReport of(List<Proof> proofs) {
        return new ProofReport(
                count(proofs, Result.PROVED), count(proofs, Result.REFUTED), count(proofs, Result.NOT_RUN), proofs);
    }

    private static long count(List<Proof> proofs, Result result) {
        return proofs.stream().filter(proof -> proof.result() == result).count();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Proof proof : proofs) {
            text.append("%-8s %-22s %s%n".formatted(proof.result().word(), proof.id(), proof.claim()));
            if (!proof.because().isEmpty()) {
                text.append("  ").append(proof.because()).append('\n');
            }
        }
        return text.append("proofs: %d proved, %d refuted, %d not run".formatted(proved, refuted, notRun))
                .toString();
    }
}
