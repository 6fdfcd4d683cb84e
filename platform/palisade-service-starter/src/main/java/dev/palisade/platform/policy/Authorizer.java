package dev.palisade.platform.policy;

import dev.palisade.platform.access.Caller;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import org.springframework.security.access.AccessDeniedException;

/** Asks the policies, and writes what they said to the decision log. */
public final class Authorizer {

    private final Policies policies;
    private final DecisionLog decisions;

    Authorizer(Policies policies, DecisionLog decisions) {
        this.policies = policies;
        this.decisions = decisions;
    }

    /**
     * Returns when the caller of the current request may perform the action on the resource.
     *
     * @throws StepUpException when the person has to confirm first who they are, which becomes a 401
     * @throws AccessDeniedException when not, which becomes a 403
     */
    public void require(String action, ResourceRef resource) {
        Caller caller = Caller.current();
        Policies.Verdict verdict = policies.decide(caller, action, resource);
        decisions.record(new Decision(
                "policy",
                verdict.permitted(),
                action,
                resource.toString(),
                caller.subject(),
                caller.workload(),
                caller.actors(),
                verdict.reason(),
                verdict.policies()));
        if (verdict.stepUp() != null) {
            throw new StepUpException(verdict.stepUp());
        }
        if (!verdict.permitted()) {
            throw new AccessDeniedException("No policy permits this");
        }
    }
}
