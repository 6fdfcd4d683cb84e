package dev.palisade.auth.device;

import dev.palisade.platform.hash.Sha256;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceCodeAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Slows down a device that asks for its token more often than every five seconds: each time it does, it has to wait five
 * seconds longer (RFC 8628 section 3.5). The framework lets it ask as often as it likes.
 */
@Component
class DevicePolling {

    private final JdbcClient jdbc;

    DevicePolling(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The framework's grant behind the pause. */
    AuthenticationProvider provider(AuthenticationProvider framework) {
        return new AuthenticationProvider() {
            @Override
            public @Nullable Authentication authenticate(Authentication authentication) {
                if (isTooSoon(((OAuth2DeviceCodeAuthenticationToken) authentication).getDeviceCode())) {
                    throw new OAuth2AuthenticationException("slow_down");
                }
                return framework.authenticate(authentication);
            }

            @Override
            public boolean supports(Class<?> authentication) {
                return framework.supports(authentication);
            }
        };
    }

    private boolean isTooSoon(String deviceCode) {
        byte[] hash = Sha256.of(deviceCode);
        // Half a second is the network's.
        boolean tooSoon =
                jdbc.sql("""
                        select now() < polled_at + pause_seconds * interval '1 second' - interval '500 milliseconds'
                        from device_poll where hash = ?
                        """).param(hash).query(Boolean.class).optional().orElse(false);
        jdbc.sql("""
                        insert into device_poll (hash, polled_at, pause_seconds) values (?, now(), 5)
                        on conflict (hash) do update
                        set polled_at = now(), pause_seconds = least(device_poll.pause_seconds + ?, 60)
                        """).params(hash, tooSoon ? 5 : 0).update();
        return tooSoon;
    }

    /** A device's code lives for five minutes; codes that nobody has are kept no longer. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT5M")
    int forget() {
        return jdbc.sql("delete from device_poll where polled_at < now() - interval '10 minutes'")
                .update();
    }
}
