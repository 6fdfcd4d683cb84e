package dev.palisade.platform.outage;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Makes an outage of the database a 503 in every process that has one. */
@AutoConfiguration
public final class DatabaseOutageAutoConfiguration {

    @Bean
    DatabaseOutageAdvice databaseOutageAdvice() {
        return new DatabaseOutageAdvice();
    }
}
