package dev.palisade.verify.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProofReportTests {

    @Test
    void reportWhenNothingWasRunThenNothingCountsAsProved() {
        ProofReport report = ProofReport.of(List.of(
                Proof.notRun("all", "what has to be true", "There is no solver: install cvc5."),
                Proof.proved("own-rows", "nobody but its owner"),
                Proof.refuted("scope-for-everything", "no scope, no permit", "principal: x")));

        assertThat(List.of(report.proved(), report.refuted(), report.notRun())).containsExactly(1L, 1L, 1L);
        assertThat(report.toString())
                .contains("not run  all", "  There is no solver: install cvc5.\n", "refuted  scope-for-everything")
                .endsWith("proofs: 1 proved, 1 refuted, 1 not run");
    }

    @Test
    void signaturesWhenReadThenEachKindOfRequestOnce() {
        assertThat(Signature.all("""
                          action Read appliesTo { principal: [Person, Workload], resource: Cart, context: Request };
                          action Take, Give appliesTo { principal: Person, resource: Payment, context: Request };
                        """))
                .extracting(Signature::toString)
                .containsExactly(
                        "Person Read Cart", "Workload Read Cart", "Person Take Payment", "Person Give Payment");
    }

    @Test
    void policiesWhenReadThenEachHasItsTextAndActions() {
        List<Policy> policies = Policy.all("""
                // Above.
                @id("one")
                @actions("Read Take")
                permit (principal, action == Palisade::Action::"Read", resource);

                @id("two")
                permit (principal, action in [Palisade::Action::"Take", Palisade::Action::"Give"], resource);
                """);
        assertThat(policies).extracting(Policy::id).containsExactly("one", "two");
        assertThat(policies.getFirst().annotation("actions")).containsExactly("Read", "Take");
        assertThat(policies.getFirst().annotation("principal")).isEmpty();
        assertThat(policies.getLast().actions()).containsExactly("Give", "Take");
    }
}
