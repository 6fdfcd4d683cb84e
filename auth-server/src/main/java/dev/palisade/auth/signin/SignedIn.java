package dev.palisade.auth.signin;

import dev.palisade.auth.account.Device;
import dev.palisade.auth.account.SignIns;
import dev.palisade.auth.guess.KnownDevices;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.web.RedirectStrategy;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** After a first factor: the browser is known from now on, and the person goes on to where they were going. */
@Component
class SignedIn {

    private final KnownDevices devices;
    private final JsonMapper json;

    SignedIn(KnownDevices devices, JsonMapper json) {
        this.devices = devices;
        this.json = json;
    }

    /** For the form of a page: by a redirect. */
    AuthenticationSuccessHandler byRedirect() {
        return handler(new SavedRequestAwareAuthenticationSuccessHandler());
    }

    /** For the script of a page, which the answer tells where to go. */
    AuthenticationSuccessHandler byScript() {
        SavedRequestAwareAuthenticationSuccessHandler next = new SavedRequestAwareAuthenticationSuccessHandler();
        RedirectStrategy answer = (request, response, location) -> {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().write(json.writeValueAsBytes(Map.of("location", location)));
        };
        next.setRedirectStrategy(answer);
        return handler(next);
    }

    private AuthenticationSuccessHandler handler(SavedRequestAwareAuthenticationSuccessHandler next) {
        next.setDefaultTargetUrl(AccountPages.ACCOUNT);
        return (request, response, person) -> {
            request.getSession().setAttribute(SignIns.DEVICE, Device.of(request.getHeader(HttpHeaders.USER_AGENT)));
            devices.remember(UUID.fromString(person.getName()), request, response);
            next.onAuthenticationSuccess(request, response, person);
        };
    }
}
