package dev.palisade.platform.identity;

import dev.palisade.platform.problem.Problems;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;

/** Makes the process's identity available as a bean. */
@AutoConfiguration(after = SslAutoConfiguration.class)
@EnableConfigurationProperties(IdentityProperties.class)
public final class IdentityAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    WorkloadIdentity workloadIdentity(SslBundles bundles) {
        return new WorkloadIdentity(bundles, Clock.systemUTC());
    }

    @Bean
    IdentityFilter identityFilter(WorkloadIdentity identity, Problems problems) {
        return new IdentityFilter(identity, problems);
    }
}
