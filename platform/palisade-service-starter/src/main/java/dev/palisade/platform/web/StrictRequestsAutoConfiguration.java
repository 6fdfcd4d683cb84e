package dev.palisade.platform.web;

import dev.palisade.platform.policy.PolicyAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Refuses queries and bodies that a handler method does not expect, and says which handler methods will go. */
@AutoConfiguration(after = PolicyAutoConfiguration.class)
public final class StrictRequestsAutoConfiguration {

    @Bean
    NoNullBodies noNullBodies() {
        return new NoNullBodies();
    }

    @Bean
    WebMvcConfigurer requestInterceptors() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                // After the policies: who may not come in learns nothing about what is inside.
                registry.addInterceptor(new DeprecationHeaders()).order(Ordered.LOWEST_PRECEDENCE - 1);
                registry.addInterceptor(new KnownParameters()).order(Ordered.LOWEST_PRECEDENCE);
            }
        };
    }
}
