package dev.palisade.platform.token;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/**
 * Tells a token that is refused (401) from one that cannot be checked, since the authorization server's keys cannot be
 * had (503): an outage is no reason to sign in again. Where there are keys and the token names another that may not be
 * asked for again so soon, the token is refused.
 */
public final class UncheckableTokens implements AuthenticationFailureHandler {

    private static final Logger log = LoggerFactory.getLogger(UncheckableTokens.class);
    private static final JWKSelector ANY_KEY = new JWKSelector(new JWKMatcher.Builder().build());

    private final JWKSource<SecurityContext> keys;
    private final AuthenticationEntryPoint refused;
    private final Problems problems;

    /** Tokens that are wrong are answered as {@code refused} does. */
    public UncheckableTokens(JWKSource<SecurityContext> keys, AuthenticationEntryPoint refused, Problems problems) {
        this.keys = keys;
        this.refused = refused;
        this.problems = problems;
    }

    /** Makes the filter that reads bearer tokens tell the two apart; the framework's own answers both with a 500. */
    public ObjectPostProcessor<BearerTokenAuthenticationFilter> atTheFilter() {
        return new ObjectPostProcessor<>() {
            @Override
            public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
                filter.setAuthenticationFailureHandler(UncheckableTokens.this);
                return filter;
            }
        };
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException, ServletException {
        if (e instanceof AuthenticationServiceException && !hasKeys()) {
            problems.write(response, ProblemType.UNAVAILABLE, null);
        } else {
            refused.commence(request, response, e);
        }
    }

    private boolean hasKeys() {
        try {
            return !keys.get(ANY_KEY, null).isEmpty();
        } catch (KeySourceException | RuntimeException e) {
            log.warn("The authorization server's keys cannot be had: {}", e.getMessage());
            return false;
        }
    }
}
