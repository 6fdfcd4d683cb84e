package dev.palisade.auth.guess;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How guessing is slowed. After the free failures each further one doubles the delay, from one second to the longest.
 *
 * @param freePerAccount failures at one account, or of one known browser at it, before there is a delay
 * @param freePerAddress failures from one address before there is a delay
 * @param longestDelay the most that anybody has to wait, so that nobody is locked out for good
 * @param forgottenAfter how long without a guess until everything is as at first
 */
@ConfigurationProperties("palisade.auth.guessing")
record GuessProperties(int freePerAccount, int freePerAddress, Duration longestDelay, Duration forgottenAfter) {}
