package dev.palisade.auth.signin;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.account.SignIns;
import dev.palisade.auth.account.StoredAboutPerson;
import dev.palisade.auth.elevation.Elevations;
import dev.palisade.auth.elevation.Roles;
import dev.palisade.auth.factor.RecoveryCodes;
import dev.palisade.auth.factor.TimeCodes;
import dev.palisade.auth.guess.Guesses;
import dev.palisade.auth.guess.KnownDevices;
import dev.palisade.auth.passkey.Passkeys;
import dev.palisade.auth.person.Accounts;
import dev.palisade.auth.person.PasswordRules;
import dev.palisade.auth.privacy.Erasures;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page of a person's own account. What could be used to take the account over or to end it asks for a fresh factor:
 * the second one of whoever has one, the password of everyone else.
 */
@RestController
class AccountPages {

    static final String ACCOUNT = "/account";

    private static final Map<String, String> SENTENCES = Map.of(
            "password", "Your password is changed. You are signed out everywhere else.",
            "ended", "That sign-in has ended.",
            "passkey", "The passkey is removed.",
            "second-factor", "The second factor is removed.",
            "gone", "There is nothing of that kind any more.");

    private final Accounts accounts;
    private final SignIns signIns;
    private final TimeCodes timeCodes;
    private final RecoveryCodes recoveryCodes;
    private final Passkeys passkeys;
    private final KnownDevices devices;
    private final Guesses guesses;
    private final PasswordRules rules;
    private final Freshness freshness;
    private final PasswordEncoder encoder;
    private final Pages pages;
    private final DecisionLog decisions;
    private final Roles roles;
    private final Elevations elevations;
    private final List<StoredAboutPerson> stores;
    private final Erasures erasures;
    private final String shop;

    AccountPages(
            Accounts accounts,
            SignIns signIns,
            TimeCodes timeCodes,
            RecoveryCodes recoveryCodes,
            Passkeys passkeys,
            KnownDevices devices,
            Guesses guesses,
            PasswordRules rules,
            Freshness freshness,
            PasswordEncoder encoder,
            Pages pages,
            DecisionLog decisions,
            Roles roles,
            Elevations elevations,
            List<StoredAboutPerson> stores,
            Erasures erasures,
            AuthProperties.Platform platform) {
        this.accounts = accounts;
        this.signIns = signIns;
        this.timeCodes = timeCodes;
        this.recoveryCodes = recoveryCodes;
        this.passkeys = passkeys;
        this.devices = devices;
        this.guesses = guesses;
        this.rules = rules;
        this.freshness = freshness;
        this.encoder = encoder;
        this.pages = pages;
        this.decisions = decisions;
        this.roles = roles;
        this.elevations = elevations;
        this.stores = stores;
        this.erasures = erasures;
        this.shop = platform.gatewayUrl().toString();
    }

    @GetMapping(ACCOUNT)
    ResponseEntity<String> show(
            Authentication person,
            CsrfToken csrf,
            HttpSession session,
            @RequestParam(required = false) @Nullable String done) {
        UUID id = id(person);
        boolean hasCodes = timeCodes.has(id);
        Map<String, Object> values = new HashMap<>();
        values.put("title", "Your account");
        values.put("csrf", csrf.getToken());
        values.put("done", done == null ? "" : SENTENCES.getOrDefault(done, ""));
        values.put("name", login(person));
        values.put("shop", shop);
        values.put(
                "signIns",
                signIns.of(id).stream()
                        .map(signIn -> Map.of(
                                "device", signIn.device(),
                                "since", Pages.time(signIn.since()),
                                "used", Pages.time(signIn.lastUsed()),
                                "handle", signIn.handle(),
                                "note", signIn.session().equals(session.getId()) ? "this browser" : ""))
                        .toList());
        values.put(
                "passkeys",
                passkeys.of(id).stream()
                        .map(passkey -> Map.of(
                                "label", String.valueOf(passkey.getLabel()),
                                "created", Pages.time(passkey.getCreated()),
                                "id", passkey.getCredentialId().toBase64UrlString()))
                        .toList());
        values.put("codes", hasCodes ? List.of(Map.of("left", String.valueOf(recoveryCodes.left(id)))) : List.of());
        values.put("noCodes", hasCodes ? List.of() : List.of(Map.of()));
        values.put("links", links(person));
        return pages.page(HttpStatus.OK, "account", values);
    }

    @PostMapping(ACCOUNT + "/sign-ins/end")
    ResponseEntity<String> endOne(Authentication person, @RequestParam(defaultValue = "") String handle) {
        boolean ended = signIns.end(id(person), handle);
        record(person, ended, "EndSignIn", ended ? "own" : "not-there");
        return done(ended ? "ended" : "gone");
    }

    @PostMapping(ACCOUNT + "/sign-out-everywhere")
    ResponseEntity<String> endAll(Authentication person, HttpSession session) {
        signIns.endAll(id(person), null);
        session.invalidate();
        record(person, true, "SignOutEverywhere", "own");
        return Pages.redirect("/signed-out");
    }

    @GetMapping(ACCOUNT + "/password")
    ResponseEntity<String> askForPassword(CsrfToken csrf) {
        return passwordPage(HttpStatus.OK, csrf, "");
    }

    @PostMapping(ACCOUNT + "/password")
    ResponseEntity<String> changePassword(
            Authentication person,
            CsrfToken csrf,
            HttpServletRequest request,
            @RequestParam(defaultValue = "") String current,
            @RequestParam(name = "new", defaultValue = "") String wanted) {
        UUID id = id(person);
        String login = login(person);
        Optional<Guesses.Guess> guess = guesses.begin("password", login, id, request);
        if (guess.isEmpty() || !accounts.hasPassword(id, current, encoder)) {
            record(person, false, "ChangePassword", guess.isEmpty() ? "too-many-guesses" : "password-wrong");
            return passwordPage(
                    HttpStatus.OK, csrf, "This is not your present password, or there were too many tries.");
        }
        guesses.right(guess.get());
        Optional<String> problem = rules.problem(wanted, List.of(login));
        if (problem.isPresent()) {
            return passwordPage(HttpStatus.OK, csrf, problem.get());
        }
        accounts.setPassword(id, wanted, encoder);
        devices.forget(id);
        signIns.endAll(id, request.getSession().getId());
        record(person, true, "ChangePassword", "own");
        return done("password");
    }

    @PostMapping(ACCOUNT + "/passkeys/remove")
    ResponseEntity<String> removePasskey(Authentication person, @RequestParam(defaultValue = "") String id) {
        return fresh(person, () -> {
            boolean removed = passkeys.remove(id(person), id);
            record(person, removed, "RemovePasskey", removed ? "own" : "not-there");
            return done(removed ? "passkey" : "gone");
        });
    }

    @PostMapping(ACCOUNT + "/second-factor/remove")
    ResponseEntity<String> removeSecondFactor(Authentication person) {
        return fresh(person, () -> {
            timeCodes.remove(id(person));
            recoveryCodes.remove(id(person));
            record(person, true, "RemoveSecondFactor", "own");
            return done("second-factor");
        });
    }

    @PostMapping(ACCOUNT + "/recovery-codes")
    ResponseEntity<String> renewRecoveryCodes(Authentication person) {
        return fresh(person, () -> {
            if (!timeCodes.has(id(person))) {
                return done("gone");
            }
            record(person, true, "RenewRecoveryCodes", "own");
            return pages.page(
                    HttpStatus.OK,
                    "recovery-codes",
                    Map.of(
                            "title",
                            "Keep these codes",
                            "codes",
                            String.join("\n", recoveryCodes.renew(id(person))),
                            "next",
                            ACCOUNT));
        });
    }

    /** What the whole shop stores about a person (Regulation (EU) 2016/679 articles 15 and 20), with no secret in it. */
    @GetMapping(ACCOUNT + "/data")
    ResponseEntity<Map<String, @Nullable Object>> export(Authentication person) {
        UUID id = id(person);
        Map<String, @Nullable Object> data = new LinkedHashMap<>(accounts.data(id));
        data.put("secondFactor", timeCodes.has(id));
        data.put("recoveryCodesLeft", recoveryCodes.left(id));
        data.put(
                "passkeys",
                passkeys.of(id).stream()
                        .map(passkey -> Map.of(
                                "label", String.valueOf(passkey.getLabel()),
                                "created", passkey.getCreated(),
                                "lastUsed", passkey.getLastUsed()))
                        .toList());
        data.put(
                "signIns",
                signIns.of(id).stream()
                        .map(signIn -> Map.of(
                                "device", signIn.device(), "since", signIn.since(), "lastUsed", signIn.lastUsed()))
                        .toList());
        stores.forEach(store -> data.put(store.name(), store.about(id)));
        record(person, true, "ExportAccount", "own");
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON) // whatever a browser says that it accepts
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"palisade-account.json\"")
                .cacheControl(CacheControl.noStore())
                .body(data);
    }

    @PostMapping(ACCOUNT + "/delete")
    ResponseEntity<String> delete(
            Authentication person, HttpSession session, @RequestParam(defaultValue = "") String name) {
        return fresh(person, () -> {
            if (!name.strip().equalsIgnoreCase(login(person))) {
                return done("gone");
            }
            erasures.delete(id(person));
            session.invalidate();
            record(person, true, "DeleteAccount", "own");
            return Pages.redirect("/signed-out");
        });
    }

    /** To what only people of some roles have. */
    private List<Map<String, String>> links(Authentication person) {
        List<Map<String, String>> links = new ArrayList<>();
        roles.of(person.getName()).ifPresent(current -> {
            if (!elevations.eligible(current.standing()).isEmpty()) {
                links.add(Map.of("href", ACCOUNT + "/roles", "text", "Your roles"));
            }
            if (current.has(Roles.AUDITOR) || current.has(Roles.ADMINISTRATOR)) {
                links.add(Map.of("href", "/admin/people", "text", "Administration"));
            }
        });
        return links;
    }

    private ResponseEntity<String> fresh(Authentication person, Supplier<ResponseEntity<String>> action) {
        if (freshness.of(person)) {
            return action.get();
        }
        record(person, false, "ChangeAccount", "person-has-to-confirm");
        return Pages.redirect(freshness.page(person));
    }

    private ResponseEntity<String> passwordPage(HttpStatus status, CsrfToken csrf, String error) {
        return pages.page(
                status, "password", Map.of("title", "Change your password", "csrf", csrf.getToken(), "error", error));
    }

    private static ResponseEntity<String> done(String what) {
        return Pages.redirect(ACCOUNT + "?done=" + what);
    }

    private String login(Authentication person) {
        return accounts.loginOf(person.getName()).orElseThrow();
    }

    private void record(Authentication person, boolean permitted, String action, String reason) {
        decisions.record(new Decision(
                "account", permitted, action, "auth-server", person.getName(), "browser", List.of(), reason, Set.of()));
    }

    private static UUID id(Authentication person) {
        return UUID.fromString(person.getName());
    }
}
