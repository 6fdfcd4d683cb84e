package dev.palisade.platform.access;

import dev.palisade.platform.rows.RowPerson;
import dev.palisade.platform.rows.RowSubject;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Where a service has a database, its rows are shown to the person of the request. */
@AutoConfiguration
@ConditionalOnClass(RowPerson.class)
final class RowPersonAutoConfiguration {

    @Bean
    RowPerson rowPerson() {
        return () -> Caller.find()
                .filter(Caller::person)
                .map(caller -> new RowSubject(caller.subject(), caller.roles()))
                .orElse(RowSubject.NOBODY);
    }
}
