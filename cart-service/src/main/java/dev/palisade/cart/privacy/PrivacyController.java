package dev.palisade.cart.privacy;

import dev.palisade.platform.access.Caller;
import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.problem.ProblemException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What is stored of one person, for the authorization server, which asks for them. Both requests may be repeated. */
@RestController
@RequestMapping("/internal/personal-data")
class PrivacyController {

    private final PersonalData data;

    PrivacyController(PersonalData data) {
        this.data = data;
    }

    /**
     * Shows what is stored of the person of the token.
     *
     * @return all of it
     */
    @GetMapping
    @Authorize(action = "ReadPersonalData", resource = "PersonalData")
    StoredData readPersonalData() {
        return data.of(Caller.current().subject());
    }

    /**
     * Erases what is only the person's, and whose it was in what the books need.
     *
     * @throws ProblemException 409 erasure-has-to-wait while something of the person's is under way; ask again
     */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Authorize(action = "ErasePersonalData", resource = "PersonalData")
    void erasePersonalData() {
        if (!data.erase(Caller.current().subject())) {
            throw new ProblemException(
                    HttpStatus.CONFLICT, "erasure-has-to-wait", "Something of this person's is still under way");
        }
    }
}
