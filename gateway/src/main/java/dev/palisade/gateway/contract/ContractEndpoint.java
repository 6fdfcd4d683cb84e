package dev.palisade.gateway.contract;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Publishes what can be asked here, to anyone. */
@RestController
class ContractEndpoint {

    private final Contracts contracts;

    ContractEndpoint(Contracts contracts) {
        this.contracts = contracts;
    }

    @GetMapping(path = "/api/openapi", produces = MediaType.APPLICATION_JSON_VALUE)
    ObjectNode contract() {
        return contracts.merged();
    }
}
