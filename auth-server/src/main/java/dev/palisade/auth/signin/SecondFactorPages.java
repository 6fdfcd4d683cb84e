package dev.palisade.auth.signin;

import dev.palisade.auth.factor.QrCode;
import dev.palisade.auth.factor.Recognition;
import dev.palisade.auth.factor.RecoveryCodes;
import dev.palisade.auth.factor.StepUpEntryPoint;
import dev.palisade.auth.factor.TimeCodes;
import dev.palisade.auth.guess.Guesses;
import dev.palisade.auth.person.Accounts;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** The pages for the second factor: giving a code, and setting up a code generator. */
@RestController
class SecondFactorPages {

    private static final String SECOND_FACTOR = StepUpEntryPoint.SECOND_FACTOR;
    private static final String SET_UP = "/second-factor/set-up";
    private static final String ISSUER = "Palisade";

    private final TimeCodes timeCodes;
    private final RecoveryCodes recoveryCodes;
    private final Guesses guesses;
    private final Freshness freshness;
    private final SignInFactors factors;
    private final Accounts accounts;
    private final Pages pages;
    private final DecisionLog decisions;
    private final RequestCache requests = new HttpSessionRequestCache();

    SecondFactorPages(
            TimeCodes timeCodes,
            RecoveryCodes recoveryCodes,
            Guesses guesses,
            Freshness freshness,
            SignInFactors factors,
            Accounts accounts,
            Pages pages,
            DecisionLog decisions) {
        this.timeCodes = timeCodes;
        this.recoveryCodes = recoveryCodes;
        this.guesses = guesses;
        this.freshness = freshness;
        this.factors = factors;
        this.accounts = accounts;
        this.pages = pages;
        this.decisions = decisions;
    }

    @GetMapping(SECOND_FACTOR)
    ResponseEntity<String> ask(
            Authentication person, CsrfToken csrf, @RequestParam(required = false) @Nullable String error) {
        if (!timeCodes.has(id(person))) {
            return Pages.redirect(SET_UP);
        }
        String message =
                error == null ? "" : "This code does not work, or there were too many tries. Each code works once.";
        return pages.page(
                HttpStatus.OK,
                "second-factor",
                Map.of("title", "Confirm that it is you", "csrf", csrf.getToken(), "error", message));
    }

    @PostMapping(SECOND_FACTOR)
    ResponseEntity<String> answer(
            Authentication person,
            @RequestParam(defaultValue = "") String code,
            HttpServletRequest request,
            HttpServletResponse response) {
        UUID account = id(person);
        String typed = code.replaceAll("\\s", "");
        Optional<Guesses.Guess> guess = guesses.begin("code", person.getName(), account, request);
        String factor = guess.isEmpty() ? null : factor(account, typed);
        if (guess.isPresent() && factor != null) {
            guesses.right(guess.get());
            factors.add(person, factor, request, response);
            record(person, true, "SecondFactor", factor.equals(Recognition.TIME_CODE) ? "time-code" : "recovery-code");
            return Pages.redirect(next(request, response));
        }
        record(person, false, "SecondFactor", guess.isEmpty() ? "too-many-guesses" : "code-does-not-work");
        return Pages.redirect(SECOND_FACTOR + "?error");
    }

    private @Nullable String factor(UUID account, String typed) {
        if (timeCodes.use(account, typed)) {
            return Recognition.TIME_CODE;
        }
        return timeCodes.has(account) && recoveryCodes.use(account, typed) ? Recognition.RECOVERY_CODE : null;
    }

    @GetMapping(SET_UP)
    ResponseEntity<String> setUp(
            Authentication person, CsrfToken csrf, @RequestParam(required = false) @Nullable String error) {
        if (timeCodes.has(id(person))) {
            return Pages.redirect(SECOND_FACTOR);
        }
        if (!freshness.of(person)) {
            return Pages.redirect(StepUpEntryPoint.SIGN_IN);
        }
        String secret = timeCodes.begin(id(person));
        String login = accounts.loginOf(person.getName()).orElseThrow();
        QrCode picture = QrCode.of(keyUri(login, secret));
        return pages.page(
                HttpStatus.OK,
                "second-factor-set-up",
                Map.of(
                        "title", "Set up a second factor",
                        "csrf", csrf.getToken(),
                        "error", error == null ? "" : "This is not the code that your app shows now.",
                        "size", String.valueOf(picture.size()),
                        "picture", picture.path(),
                        "secret", secret.replaceAll("(.{4})(?!$)", "$1 ")));
    }

    @PostMapping(SET_UP)
    ResponseEntity<String> confirm(
            Authentication person,
            @RequestParam(defaultValue = "") String code,
            HttpServletRequest request,
            HttpServletResponse response) {
        UUID account = id(person);
        if (!freshness.of(person)) {
            return Pages.redirect(StepUpEntryPoint.SIGN_IN);
        }
        if (timeCodes.has(account) || !timeCodes.confirm(account, code.replaceAll("\\s", ""))) {
            record(person, false, "SetUpSecondFactor", "code-does-not-work");
            return Pages.redirect(SET_UP + "?error");
        }
        factors.add(person, Recognition.TIME_CODE, request, response);
        record(person, true, "SetUpSecondFactor", "time-code");
        return pages.page(
                HttpStatus.OK,
                "recovery-codes",
                Map.of(
                        "title",
                        "Keep these codes",
                        "codes",
                        String.join("\n", recoveryCodes.renew(account)),
                        "next",
                        next(request, response)));
    }

    /** Where the person was going. */
    private String next(HttpServletRequest request, HttpServletResponse response) {
        SavedRequest saved = requests.getRequest(request, response);
        return saved == null ? AccountPages.ACCOUNT : saved.getRedirectUrl();
    }

    /** What code generators read (the Key URI Format that they agree on). */
    private static URI keyUri(String login, String secret) {
        return UriComponentsBuilder.fromUriString("otpauth://totp/{issuer}:{login}")
                .queryParam("secret", secret)
                .queryParam("issuer", ISSUER)
                .build(ISSUER, login);
    }

    private void record(Authentication person, boolean permitted, String action, String reason) {
        decisions.record(new Decision(
                "sign-in", permitted, action, "auth-server", person.getName(), "browser", List.of(), reason, Set.of()));
    }

    private static UUID id(Authentication person) {
        return UUID.fromString(person.getName());
    }
}
