package dev.palisade.auth.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a browser calls itself, in words that its owner recognises. */
public final class Device {

    // In this order: most browsers name others beside themselves.
    private static final List<String> BROWSERS = List.of("Edg/", "OPR/", "Firefox/", "Chrome/", "Safari/", "curl/");
    private static final List<String> BROWSER_NAMES = List.of("Edge", "Opera", "Firefox", "Chrome", "Safari", "curl");
    private static final List<String> SYSTEMS = List.of("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux");

    private Device() {}

    /** For example {@code Firefox on Linux}. */
    public static String of(@Nullable String userAgent) {
        String agent = String.valueOf(userAgent);
        String browser = BROWSERS.stream()
                .filter(agent::contains)
                .map(each -> BROWSER_NAMES.get(BROWSERS.indexOf(each)))
                .findFirst()
                .orElse("A browser");
        return SYSTEMS.stream()
                .filter(agent::contains)
                .map(system -> browser + " on " + (system.equals("Mac OS X") ? "macOS" : system))
                .findFirst()
                .orElse(browser);
    }
}
