package dev.palisade.payment.reconciliation;

import dev.palisade.payment.reconciliation.Differences.FoundDifference;
import dev.palisade.platform.policy.Authorize;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What support has to look into. */
@RestController
@RequestMapping("/api/payments/reconciliation/differences")
class ReconciliationController {

    private final Differences differences;

    ReconciliationController(Differences differences) {
        this.differences = differences;
    }

    /**
     * Lists where the card provider and we do not agree.
     *
     * @return the newest 200
     */
    @GetMapping
    @Authorize(action = "ReadDifferences", resource = "Payment")
    DifferenceList listDifferences() {
        return new DifferenceList(differences.newest());
    }

    /**
     * Where the provider and we do not agree.
     *
     * @param items the differences, the newest first
     */
    record DifferenceList(List<FoundDifference> items) {}
}
