package dev.palisade.gateway.edge;

import dev.palisade.platform.hash.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The files of the storefront. Pages, scripts and styles are asked for again each time and sent only when they changed, so
 * that a browser never runs an old script against a new API; pictures are kept for a day. What changed is told by content:
 * a reproducible build gives every file the same date.
 */
@Configuration(proxyBeanMethods = false)
@Order(Ordered.HIGHEST_PRECEDENCE)
class StorefrontFiles implements WebMvcConfigurer {

    private static final String FOLDER = "classpath:/static/";

    private final Map<String, String> tags = new ConcurrentHashMap<>();

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/pictures/**")
                .addResourceLocations(FOLDER + "pictures/")
                .setUseLastModified(false)
                .setEtagGenerator(this::tag)
                .setCacheControl(CacheControl.maxAge(Duration.ofDays(1)).cachePublic());
        registry.addResourceHandler("/**")
                .addResourceLocations(FOLDER)
                .setUseLastModified(false)
                .setEtagGenerator(this::tag)
                .setCacheControl(CacheControl.noCache());
    }

    private String tag(Resource file) {
        return tags.computeIfAbsent(file.getDescription(), name -> {
            try {
                byte[] hash = Sha256.of(file.getContentAsByteArray());
                return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
