package dev.palisade.auth.admin;

import dev.palisade.auth.account.SignIns;
import dev.palisade.auth.elevation.Elevations;
import dev.palisade.auth.person.Accounts;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps people out: nothing that they had goes on, and they cannot sign in until somebody lets them. */
@Component
class Disabling {

    private final Accounts accounts;
    private final Elevations elevations;
    private final SignIns signIns;

    Disabling(Accounts accounts, Elevations elevations, SignIns signIns) {
        this.accounts = accounts;
        this.elevations = elevations;
        this.signIns = signIns;
    }

    /** Disables a person; tells whether that is new. */
    @Transactional
    public boolean disable(UUID person, UUID by) {
        if (!accounts.enable(person, false)) {
            return false;
        }
        elevations.endAll(person, by);
        signIns.endAll(person, null);
        return true;
    }

    /** Lets a person sign in again; tells whether that is new. What ended stays ended. */
    public boolean enable(UUID person) {
        return accounts.enable(person, true);
    }
}
