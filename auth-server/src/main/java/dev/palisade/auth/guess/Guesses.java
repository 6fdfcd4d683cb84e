package dev.palisade.auth.guess;

import dev.palisade.auth.person.KeyedHash;
import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Counts guesses at accounts and from addresses in PostgreSQL, so that all instances know. A guess counts before it is
 * checked, so that many at once gain nothing, and is taken back when it was right. A browser that the person has signed in
 * with before is counted by itself: neither guesses from elsewhere nor those of its neighbours behind one address slow it.
 */
@Component
public class Guesses {

    private static final int IPV6_PREFIX_BYTES = 8; // what one household or server gets (RFC 6177)

    private final JdbcClient jdbc;
    private final KeyedHash hash;
    private final KnownDevices devices;
    private final GuessProperties properties;

    Guesses(JdbcClient jdbc, KeyedHash hash, KnownDevices devices, GuessProperties properties) {
        this.jdbc = jdbc;
        this.hash = hash;
        this.devices = devices;
        this.properties = properties;
    }

    /**
     * Counts a guess.
     *
     * @param what what is guessed, for example {@code password}
     * @param name whose it is, whether there is such a person or not
     * @param account the person, if there is one
     * @return the guess, to be taken back when it was right; nothing when it comes too early and must not be checked
     */
    @Transactional
    public Optional<Guess> begin(String what, String name, @Nullable UUID account, HttpServletRequest request) {
        Optional<String> device = account == null ? Optional.empty() : devices.known(request, account);
        if (device.isPresent()) {
            String own = target(what + "-device", device.get() + account);
            return count(own, properties.freePerAccount()) ? Optional.of(new Guess(own, null)) : Optional.empty();
        }
        String byAddress = target("address", network(request.getRemoteAddr()));
        String byName = target(what, name.toLowerCase(Locale.ROOT));
        boolean free = count(byAddress, properties.freePerAddress());
        return free && count(byName, properties.freePerAccount())
                ? Optional.of(new Guess(byName, byAddress))
                : Optional.empty();
    }

    /** Takes a guess back that was right: the count for the account begins anew, the address has one less. */
    @Transactional
    public void right(Guess guess) {
        jdbc.sql("delete from guess where target = ?").param(guess.account()).update();
        if (guess.address() != null) {
            jdbc.sql("update guess set failures = failures - 1, free_at = now() where target = ? and failures > 0")
                    .param(guess.address())
                    .update();
        }
    }

    /** Forgets who has not guessed for long. */
    @Scheduled(initialDelayString = "PT5M", fixedDelayString = "PT1H")
    void forget() {
        jdbc.sql("delete from guess where last_at < now() - make_interval(secs => ?)")
                .param(properties.forgottenAfter().toSeconds())
                .update();
    }

    /**
     * Counts, unless it is too early; whoever keeps guessing too early is not slowed further by that. Early is by the
     * clock: {@code now()} is when the transaction began, which may be before that of another one which counted first.
     */
    private boolean count(String target, int free) {
        return jdbc.sql("""
                        insert into guess as g (target, failures, free_at, last_at) values (:target, 1, now(), now())
                        on conflict (target) do update set
                            failures = case when g.last_at < now() - make_interval(secs => :forgotten) then 1
                                else g.failures + 1 end,
                            free_at = now() + make_interval(secs => case
                                when g.last_at < now() - make_interval(secs => :forgotten) then 0
                                when g.failures < :free then 0
                                else least(:longest, power(2, least(g.failures - :free, 30))) end),
                            last_at = now()
                        where g.free_at <= clock_timestamp()
                        """)
                        .param("target", target)
                        .param("free", free)
                        .param("longest", properties.longestDelay().toSeconds())
                        .param("forgotten", properties.forgottenAfter().toSeconds())
                        .update()
                == 1;
    }

    private String target(String purpose, String text) {
        return purpose + ":" + HexFormat.of().formatHex(hash.of("guess-" + purpose, text));
    }

    private static String network(String address) {
        try {
            InetAddress parsed = InetAddress.getByName(address); // a literal, so nothing is looked up
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), IPV6_PREFIX_BYTES))
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }

    /**
     * A guess that was counted.
     *
     * @param account the count for the account
     * @param address the count for the address; null when the browser is known
     */
    public record Guess(String account, @Nullable String address) {}
}
