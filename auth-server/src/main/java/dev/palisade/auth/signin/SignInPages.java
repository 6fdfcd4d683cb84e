package dev.palisade.auth.signin;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.mail.Registration;
import dev.palisade.platform.problem.ProblemType;
import dev.palisade.platform.problem.Problems;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The pages of signing in and out, and the error page: for people as a page, for programs as a problem document. */
@RestController
class SignInPages implements ErrorController {

    private static final String DOES_NOT_FIT =
            "This name and password do not go together, or there were too many tries.";

    private final Pages pages;
    private final Registration registration;
    private final String shop;

    SignInPages(Pages pages, Registration registration, AuthProperties.Platform platform) {
        this.pages = pages;
        this.registration = registration;
        this.shop = platform.gatewayUrl().toString();
    }

    @GetMapping("/login")
    ResponseEntity<String> signIn(CsrfToken csrf, @RequestParam Map<String, String> parameters) {
        String done = parameters.containsKey("registered")
                ? "Your account is ready. Sign in."
                : parameters.containsKey("recovered") ? "Your new password is set. Sign in with it." : "";
        return pages.page(
                HttpStatus.OK,
                "sign-in",
                Map.of(
                        "title",
                        "Sign in",
                        "csrf",
                        csrf.getToken(),
                        "error",
                        parameters.containsKey("error") ? DOES_NOT_FIT : "",
                        "done",
                        done,
                        "mail",
                        registration.isOffered() ? List.of(Map.of()) : List.of()));
    }

    @GetMapping("/signed-out")
    ResponseEntity<String> signedOut() {
        return pages.page(
                HttpStatus.OK,
                "signed-out",
                Map.of("title", "Signed out", "message", "You have signed out.", "shop", shop));
    }

    @RequestMapping("${spring.web.error.path:${error.path:/error}}")
    ResponseEntity<?> error(HttpServletRequest request) {
        int status = Problems.statusOf(request);
        ProblemType type = ProblemType.of(status);
        if (isBrowser(request)) {
            return pages.page(
                    HttpStatus.valueOf(status),
                    "error",
                    Map.of("title", "This did not work", "message", type.title() + ".", "shop", shop));
        }
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .cacheControl(CacheControl.noStore())
                .body(Problems.document(type, null));
    }

    private static boolean isBrowser(HttpServletRequest request) {
        try {
            return MediaType.parseMediaTypes(request.getHeader("Accept")).stream()
                    .anyMatch(MediaType.TEXT_HTML::equalsTypeAndSubtype);
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
