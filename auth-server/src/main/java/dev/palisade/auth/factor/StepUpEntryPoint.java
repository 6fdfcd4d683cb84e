package dev.palisade.auth.factor;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;

/** Leads a person to the page where the missing factor can be given; the request goes on from there. */
public final class StepUpEntryPoint extends LoginUrlAuthenticationEntryPoint {

    /** The page for the first factor. */
    public static final String SIGN_IN = "/login";

    /** The page for the second factor. */
    public static final String SECOND_FACTOR = "/second-factor";

    /** Leads to the sign-in page, or to that of the second factor. */
    public StepUpEntryPoint() {
        super(SIGN_IN);
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException, ServletException {
        Asked.remember(request);
        super.commence(request, response, e);
    }

    @Override
    protected String determineUrlToUseForThisRequest(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException e) {
        return e instanceof StepUpRequired required ? required.page() : SIGN_IN;
    }
}
