package dev.palisade.auth.event;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How sign-in events are kept.
 *
 * @param kept for how long
 */
@ConfigurationProperties("palisade.auth.sign-in-events")
record EventProperties(Duration kept) {}
