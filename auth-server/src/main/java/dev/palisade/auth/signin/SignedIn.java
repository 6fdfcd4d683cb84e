package dev.palisade.auth.signin;

import dev.palisade.auth.guess.KnownDevices;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/** After a first factor: the browser is known from now on, and the person goes on to where they were going. */
@Component
class SignedIn extends SavedRequestAwareAuthenticationSuccessHandler {

    private final KnownDevices devices;

    SignedIn(KnownDevices devices) {
        this.devices = devices;
    }

    @Override
    public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response, Authentication person)
            throws ServletException, IOException {
        devices.remember(UUID.fromString(person.getName()), request, response);
        super.onAuthenticationSuccess(request, response, person);
    }
}
