package dev.palisade.gateway.route;

import java.util.Set;
import org.springframework.http.HttpMethod;

/**
 * One operation of a published contract.
 *
 * @param service the service that offers it
 * @param id its identifier in the contract
 * @param method its method
 * @param path its path, with variables in braces
 * @param scopes what a person's token needs; empty when anyone may
 */
record Operation(String service, String id, HttpMethod method, String path, Set<String> scopes) {

    boolean isPublic() {
        return scopes.isEmpty();
    }
}
