package dev.palisade.auth.person;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.factor.TimeCodes;
import java.util.UUID;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** How people are found and their passwords checked. */
@Configuration(proxyBeanMethods = false)
class PersonConfiguration {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;
    private static final int MEMORY_KIB = 19_456; // with two passes, what OWASP asks of Argon2id
    private static final int PASSES = 2;

    @Bean
    PasswordEncoder passwordEncoder() {
        return new BoundedPasswordEncoder(
                new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES),
                hashesAtOnce(
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.getRuntime().maxMemory()));
    }

    /** One processor is for everybody else, and so are three quarters of the memory. */
    static int hashesAtOnce(int processors, long bytes) {
        long fitting = bytes / 4 / (MEMORY_KIB * 1024L);
        return Math.max(1, (int) Math.min(processors - 1, fitting));
    }

    /** The user name inside the platform is the identifier: what a person signs in with may change, {@code sub} not. */
    @Bean
    UserDetailsService people(Accounts accounts) {
        return login -> accounts.byLogin(login)
                .map(Account::signedIn)
                .orElseThrow(() -> new UsernameNotFoundException("There is no such person"));
    }

    /** Makes the demo people for whom this installation has a password; elsewhere there are none. */
    @Bean
    ApplicationRunner demoPeople(
            AuthProperties properties,
            AuthProperties.Platform platform,
            Accounts accounts,
            PasswordEncoder passwords,
            TimeCodes timeCodes) {
        return arguments -> platform.demoPasswords().forEach((login, password) -> {
            if (properties.demoPeople().containsKey(login)
                    && accounts.byLogin(login).isEmpty()) {
                accounts.add(new Account(
                        UUID.randomUUID(),
                        login,
                        String.valueOf(passwords.encode(password)),
                        properties.demoPeople().get(login),
                        true));
            }
            String totpSecret = platform.demoTotpSecrets().get(login);
            if (totpSecret != null) {
                accounts.byLogin(login).ifPresent(account -> timeCodes.give(account.id(), totpSecret));
            }
        });
    }
}
