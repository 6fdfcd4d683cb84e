package dev.palisade.gateway.contract;

import dev.palisade.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
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

    /** The names of the header fields that the contract declares. */
    public List<String> headers() {
        return rules.headers();
    }

    /**
     * Lets a request for this operation pass, or says what is wrong with it.
     *
     * @throws ProblemException 400 or 415, when it carries anything that the contract does not declare
     * @throws IOException when the body cannot be read
     */
    public void check(HttpServletRequest request) throws IOException {
        PathPattern.PathMatchInfo path = pattern.matchAndExtract(PathContainer.parsePath(request.getRequestURI()));
        rules.check(request, path == null ? Map.of() : path.getUriVariables());
    }

    /** The method and the path, as reports name it. */
    @Override
    public String toString() {
        return method + " " + path();
    }
}
