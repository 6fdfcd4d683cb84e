package dev.palisade.auth.signin;

import dev.palisade.auth.guess.Guesses;
import dev.palisade.auth.mail.LocalMailbox;
import dev.palisade.auth.mail.Registration;
import dev.palisade.auth.person.PasswordRules;
import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The pages that mails lead to and from: registration, a forgotten password, and the local mailbox. Opening a link changes
 * nothing, since programs that look at mails open links as well; the button on the page does.
 */
@RestController
class MailPages {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMM, HH:mm:ss 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final Pattern LINK = Pattern.compile("https://\\S+");
    private static final String SENT = "If there is something to confirm, a mail is on its way to you.";
    private static final String USED = "This link does not work any more. Each works once, and for an hour.";

    private final Registration registration;
    private final ObjectProvider<LocalMailbox> mailbox;
    private final PasswordRules rules;
    private final Guesses guesses;
    private final Pages pages;

    MailPages(
            Registration registration,
            ObjectProvider<LocalMailbox> mailbox,
            PasswordRules rules,
            Guesses guesses,
            Pages pages) {
        this.registration = registration;
        this.mailbox = mailbox;
        this.rules = rules;
        this.guesses = guesses;
        this.pages = pages;
    }

    @GetMapping("/register")
    ResponseEntity<String> askToRegister(CsrfToken csrf) {
        offered();
        return registerPage(csrf, "", "", "");
    }

    @PostMapping("/register")
    ResponseEntity<String> register(
            CsrfToken csrf,
            HttpServletRequest request,
            @RequestParam(defaultValue = "") String username,
            @RequestParam(defaultValue = "") String address,
            @RequestParam(defaultValue = "") String password) {
        offered();
        String login = Registration.login(username);
        String to = address.strip();
        Optional<String> problem =
                registration.problem(login, to).or(() -> rules.problem(password, List.of(login, to.split("@", 2)[0])));
        if (problem.isPresent()) {
            return registerPage(csrf, problem.get(), username, address);
        }
        if (guesses.begin("register", to, null, request).isPresent()) {
            registration.begin(login, to, password);
        }
        return message("Look into your mailbox", SENT);
    }

    @GetMapping("/register/confirm")
    ResponseEntity<String> askToConfirm(CsrfToken csrf, @RequestParam(defaultValue = "") String token) {
        offered();
        return registration.isAlive(token)
                ? pages.page(
                        HttpStatus.OK,
                        "register-confirm",
                        Map.of("title", "Finish your registration", "csrf", csrf.getToken(), "token", token))
                : message("This did not work", USED);
    }

    @PostMapping("/register/confirm")
    ResponseEntity<String> confirm(@RequestParam(defaultValue = "") String token) {
        offered();
        return registration.finish(token) ? Pages.redirect("/login?registered") : message("This did not work", USED);
    }

    @GetMapping("/recover")
    ResponseEntity<String> askForAddress(CsrfToken csrf) {
        offered();
        return pages.page(
                HttpStatus.OK, "recover", Map.of("title", "Forgotten your password?", "csrf", csrf.getToken()));
    }

    @PostMapping("/recover")
    ResponseEntity<String> forgotten(HttpServletRequest request, @RequestParam(defaultValue = "") String address) {
        offered();
        String to = address.strip();
        if (guesses.begin("recover", to, null, request).isPresent()) {
            registration.forgotten(to);
        }
        return message("Look into your mailbox", SENT);
    }

    @GetMapping("/recover/confirm")
    ResponseEntity<String> askForNew(CsrfToken csrf, @RequestParam(defaultValue = "") String token) {
        offered();
        return registration.isAlive(token) ? newPasswordPage(csrf, token, "") : message("This did not work", USED);
    }

    @PostMapping("/recover/confirm")
    ResponseEntity<String> recover(
            CsrfToken csrf,
            @RequestParam(defaultValue = "") String token,
            @RequestParam(defaultValue = "") String password) {
        offered();
        List<String> known = registration.known(token).orElse(List.of());
        Optional<String> problem = known.isEmpty() ? Optional.empty() : rules.problem(password, known);
        if (problem.isPresent()) {
            return newPasswordPage(csrf, token, problem.get());
        }
        return registration.recover(token, password)
                ? Pages.redirect("/login?recovered")
                : message("This did not work", USED);
    }

    /** Exists where mails are kept on this machine, which is for trying things out only. */
    @GetMapping("/mailbox")
    ResponseEntity<String> mailbox() {
        LocalMailbox local = mailbox.getIfAvailable();
        if (local == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return pages.page(
                HttpStatus.OK,
                "mailbox",
                Map.of(
                        "title",
                        "Mailbox",
                        "mails",
                        local.latest().stream()
                                .map(received -> Map.of(
                                        "to", received.mail().to(),
                                        "at", DATE.format(received.at()),
                                        "subject", received.mail().subject(),
                                        "text", received.mail().text(),
                                        "links", links(received.mail().text())))
                                .toList()));
    }

    private static List<Map<String, String>> links(String text) {
        Matcher link = LINK.matcher(text);
        return link.find() ? List.of(Map.of("href", link.group())) : List.of();
    }

    private void offered() {
        if (!registration.isOffered()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
    }

    private ResponseEntity<String> registerPage(CsrfToken csrf, String error, String login, String address) {
        return pages.page(
                HttpStatus.OK,
                "register",
                Map.of(
                        "title", "Create an account",
                        "csrf", csrf.getToken(),
                        "error", error,
                        "login", login,
                        "address", address));
    }

    private ResponseEntity<String> newPasswordPage(CsrfToken csrf, String token, String error) {
        return pages.page(
                HttpStatus.OK,
                "recover-confirm",
                Map.of("title", "Choose a new password", "csrf", csrf.getToken(), "token", token, "error", error));
    }

    private ResponseEntity<String> message(String title, String message) {
        return pages.page(HttpStatus.OK, "message", Map.of("title", title, "message", message));
    }
}
