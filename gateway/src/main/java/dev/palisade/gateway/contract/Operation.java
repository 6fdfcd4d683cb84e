package dev.palisade.gateway.contract;

import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.web.util.pattern.PathPattern;

/**
 * One operation of a published contract.
 *
 * @param service the service that offers it
 * @param id its identifier in the contract
 * @param method its method
 * @param pattern its path
 * @param scopes what a person's token needs; empty when anyone may
 * @param rules what a request for it may carry
 */
public record Operation(
        String service, String id, HttpMethod method, PathPattern pattern, Set<String> scopes, RequestRules rules) {

    /** The path, with variables in braces. */
    public String path() {
        return pattern.getPatternString();
    }

    /** Whether nobody needs to be signed in. */
    public boolean isPublic() {
        return scopes.isEmpty();
    }

    /** The method and the path, as reports name it. */
    @Override
    public String toString() {
        return method + " " + path();
    }
}
