package dev.palisade.auth.signin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/** Fills the few pages of the authorization server. Every value is escaped; a placeholder without a value is an error. */
@Component
public class Pages {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

    private final Map<String, String> templates = new ConcurrentHashMap<>();

    /** The answer with this page, which nobody keeps. */
    public static ResponseEntity<String> html(HttpStatus status, String page) {
        return ResponseEntity.status(status)
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .body(page);
    }

    /** The page of this name, filled. */
    public String render(String name, Map<String, String> values) {
        Matcher placeholders = PLACEHOLDER.matcher(templates.computeIfAbsent(name, Pages::read));
        return placeholders.replaceAll(found -> {
            String value = values.get(found.group(1));
            if (value == null) {
                throw new IllegalArgumentException("The page " + name + " needs a value for " + found.group(1));
            }
            return Matcher.quoteReplacement(HtmlUtils.htmlEscape(value, "UTF-8"));
        });
    }

    private static String read(String name) {
        try {
            return new ClassPathResource("templates/" + name + ".html").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
