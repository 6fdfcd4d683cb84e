package dev.palisade.auth.signin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * Fills the few pages of the authorization server. {@code {{name}}} is a value, {@code {{> name}}} another template, and
 * what stands between {@code {{#name}}} and {@code {{/name}}} is repeated for each item of a list. Every value is escaped;
 * a placeholder without a value is an error.
 */
@Component
public class Pages {

    private static final Pattern PART = Pattern.compile("\\{\\{> ([\\w-]+)}}");
    private static final Pattern HOLE = Pattern.compile("(?s)\\{\\{#(\\w+)}}(.*?)\\{\\{/\\1}}|\\{\\{(\\w+)}}");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Map<String, String> templates = new ConcurrentHashMap<>();

    /** An answer with a page, which nobody keeps. */
    public ResponseEntity<String> page(HttpStatus status, String name, Map<String, ?> values) {
        return ResponseEntity.status(status)
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .body(render(name, values));
    }

    /** A time, for people. */
    public static String time(@Nullable Instant time) {
        return time == null ? "never" : TIME.format(time);
    }

    /** Sends a browser elsewhere, by GET (RFC 9110 section 15.4.4). */
    public static ResponseEntity<String> redirect(String location) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create(location))
                .cacheControl(CacheControl.noStore())
                .build();
    }

    String render(String name, Map<String, ?> values) {
        return fill(name, templates.computeIfAbsent(name, Pages::read), values);
    }

    /** In one pass, so that nothing that a value says is taken for a placeholder. */
    private static String fill(String name, String template, Map<String, ?> values) {
        return HOLE.matcher(template).replaceAll(hole -> {
            if (hole.group(3) != null) {
                String value = (String) value(name, values, hole.group(3));
                return Matcher.quoteReplacement(HtmlUtils.htmlEscape(value, "UTF-8"));
            }
            StringBuilder all = new StringBuilder();
            for (Object item : (List<?>) value(name, values, hole.group(1))) {
                Map<String, Object> inside = new HashMap<>(values);
                ((Map<?, ?>) item).forEach((key, value) -> inside.put(String.valueOf(key), value));
                all.append(fill(name, hole.group(2), inside));
            }
            return Matcher.quoteReplacement(all.toString());
        });
    }

    private static Object value(String name, Map<String, ?> values, String placeholder) {
        Object value = values.get(placeholder);
        if (value == null) {
            throw new IllegalArgumentException("The page " + name + " needs a value for " + placeholder);
        }
        return value;
    }

    private static String read(String name) {
        try {
            String template =
                    new ClassPathResource("templates/" + name + ".html").getContentAsString(StandardCharsets.UTF_8);
            return PART.matcher(template).replaceAll(found -> Matcher.quoteReplacement(read(found.group(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
