package dev.palisade.auth.privacy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How an account's data is erased elsewhere.
 *
 * @param after how long after the account was deleted the services are first asked
 */
@ConfigurationProperties("palisade.auth.erasure")
record PrivacyProperties(Duration after) {}
