package dev.palisade.platform.policy;

import dev.palisade.platform.access.AccessAutoConfiguration;
import dev.palisade.platform.decision.DecisionLog;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the policies in front of every handler method. */
@AutoConfiguration(after = AccessAutoConfiguration.class)
public final class PolicyAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Policies policies() {
        return Policies.load();
    }

    @Bean
    @ConditionalOnMissingBean
    Authorizer authorizer(Policies policies, DecisionLog decisions) {
        return new Authorizer(policies, decisions);
    }

    @Bean
    WebMvcConfigurer policyInterceptor(Authorizer authorizer) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new AuthorizeInterceptor(authorizer));
            }
        };
    }
}
