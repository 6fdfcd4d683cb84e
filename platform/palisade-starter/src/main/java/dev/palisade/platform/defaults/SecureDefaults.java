package dev.palisade.platform.defaults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.StringUtils;

/**
 * Adds {@code META-INF/palisade/*.yml} of every starter on the class path below all other configuration, so that an
 * application with an empty {@code application.yml} is secure, and whatever it does say wins. A document of a file that
 * names profiles in {@value #ON_PROFILE} counts only where they are active.
 */
public final class SecureDefaults implements EnvironmentPostProcessor {

    private static final String ON_PROFILE = "spring.config.activate.on-profile";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        try {
            Resource[] files =
                    new PathMatchingResourcePatternResolver().getResources("classpath*:META-INF/palisade/*.yml");
            Arrays.sort(files, Comparator.comparing(file -> String.valueOf(file.getFilename())));
            for (Resource file : files) {
                new YamlPropertySourceLoader()
                        .load("palisade " + file.getFilename(), file).stream()
                                .filter(document -> isMeant(document, environment))
                                .forEach(environment.getPropertySources()::addLast);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Spring Boot's own way to say this reaches configuration files only, which these are not. */
    private static boolean isMeant(PropertySource<?> document, ConfigurableEnvironment environment) {
        return !(document.getProperty(ON_PROFILE) instanceof Object profiles)
                || environment.acceptsProfiles(
                        Profiles.of(StringUtils.commaDelimitedListToStringArray(String.valueOf(profiles))));
    }
}
