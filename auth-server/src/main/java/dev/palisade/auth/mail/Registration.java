package dev.palisade.auth.mail;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.account.SignIns;
import dev.palisade.auth.guess.KnownDevices;
import dev.palisade.auth.person.Accounts;
import dev.palisade.auth.person.Addresses;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.task.TaskExecutor;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Registration, and forgotten passwords. Whether a name or an address is known, only a mail tells, and only to whoever reads
 * the mail of that address; the answer is given before it is looked up.
 */
@Component
public class Registration {

    private static final Logger log = LoggerFactory.getLogger(Registration.class);
    private static final Pattern LOGIN = Pattern.compile("[a-z0-9][a-z0-9._-]{2,31}");

    private final ObjectProvider<Mailbox> mailbox;
    private final Links links;
    private final Accounts accounts;
    private final Addresses addresses;
    private final SignIns signIns;
    private final KnownDevices devices;
    private final PasswordEncoder encoder;
    private final TaskExecutor later;
    private final DecisionLog decisions;
    private final String issuer;

    Registration(
            ObjectProvider<Mailbox> mailbox,
            Links links,
            Accounts accounts,
            Addresses addresses,
            SignIns signIns,
            KnownDevices devices,
            PasswordEncoder encoder,
            TaskExecutor applicationTaskExecutor,
            DecisionLog decisions,
            AuthProperties.Platform platform) {
        this.mailbox = mailbox;
        this.links = links;
        this.accounts = accounts;
        this.addresses = addresses;
        this.signIns = signIns;
        this.devices = devices;
        this.encoder = encoder;
        this.later = applicationTaskExecutor;
        this.decisions = decisions;
        this.issuer = platform.issuer().toString();
    }

    /** Whether mails can be sent, without which there is neither. */
    public boolean isOffered() {
        return mailbox.getIfAvailable() != null;
    }

    /** What is wrong with a name or an address, as a sentence for the person. */
    public Optional<String> problem(String login, String address) {
        if (!LOGIN.matcher(login).matches()) {
            return Optional.of("A user name has 3 to 32 small letters, digits, dots and hyphens.");
        }
        return addresses.isAddress(address)
                ? Optional.empty()
                : Optional.of("This is no address that mail can be sent to.");
    }

    /** Sends a link that makes the account, or a mail that says why there is none. */
    public void begin(String login, String address, String password) {
        String passwordHash = String.valueOf(encoder.encode(password));
        later.execute(() -> {
            if (addresses.owner(address).isPresent()) {
                send(
                        address,
                        "You have an account already",
                        "Somebody, perhaps you, wanted to register with this address. There is an account with it"
                                + " already. If you have forgotten the password, get a new one at\n\n" + issuer
                                + "/recover\n\nIf it was not you, there is nothing to do.");
            } else if (accounts.idOf(login).isPresent()) {
                send(
                        address,
                        "Choose another name",
                        "The user name that you chose is taken. Register again with another one at\n\n" + issuer
                                + "/register\n\nIf it was not you, there is nothing to do.");
            } else {
                String token = links.toRegister(new Links.Pending(login, address, passwordHash));
                send(
                        address,
                        "Confirm your address",
                        "Open this within an hour to finish your registration:\n\n" + issuer
                                + "/register/confirm?token=" + token
                                + "\n\nIf it was not you, there is nothing to do.");
            }
        });
    }

    /** Whether a link can still be used. */
    public boolean isAlive(String token) {
        return links.isAlive(token);
    }

    /** Makes the account of whoever holds the link; tells whether that was possible. */
    @Transactional
    public boolean finish(String token) {
        boolean made = links.register(token)
                .filter(pending -> accounts.register(
                        UUID.randomUUID(), pending.login(), pending.address(), pending.passwordHash()))
                .isPresent();
        record("Register", made, "unknown");
        return made;
    }

    /** Sends a link to a new password to whoever has this address, if somebody has. */
    public void forgotten(String address) {
        later.execute(() -> addresses.owner(address).ifPresent(account -> {
            String token = links.toRecover(account);
            send(
                    address,
                    "A new password",
                    "Open this within an hour to choose a new password:\n\n" + issuer + "/recover/confirm?token="
                            + token + "\n\nIf it was not you, there is nothing to do.");
        }));
    }

    /** What others know of whoever holds a link to a new password: the name and the address. */
    public Optional<List<String>> known(String token) {
        return links.whoRecovers(token)
                .map(account -> List.of(
                        accounts.loginOf(account.toString()).orElse(""),
                        addresses.of(account).orElse("")));
    }

    /** Gives whoever holds the link another password, and ends what the old one was good for; the second factor stays. */
    @Transactional
    public boolean recover(String token, String password) {
        Optional<UUID> account = links.recover(token);
        account.ifPresent(id -> {
            accounts.setPassword(id, password, encoder);
            devices.forget(id);
            signIns.endAll(id, null);
        });
        record(
                "RecoverPassword",
                account.isPresent(),
                account.map(UUID::toString).orElse("unknown"));
        return account.isPresent();
    }

    private void send(String to, String subject, String text) {
        try {
            mailbox.getObject().send(new Mailbox.Mail(to, subject, text));
        } catch (RuntimeException e) {
            log.error("A mail could not be sent: {}", e.getClass().getSimpleName());
        }
    }

    private void record(String action, boolean permitted, String subject) {
        decisions.record(new Decision(
                "account",
                permitted,
                action,
                "auth-server",
                subject,
                "browser",
                List.of(),
                permitted ? "mail-link" : "mail-link-does-not-work",
                Set.of()));
    }

    /** Names are the same in small and capital letters. */
    public static String login(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT);
    }
}
