package dev.palisade.platform.rows;

import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;

/** Makes every transaction carry its person to PostgreSQL. */
@AutoConfiguration(
        after = DataSourceAutoConfiguration.class,
        before = DataSourceTransactionManagerAutoConfiguration.class)
public final class RowSecurityAutoConfiguration {

    @Bean
    @ConditionalOnBean(DataSource.class)
    PlatformTransactionManager transactionManager(DataSource dataSource, ObjectProvider<RowPerson> person) {
        return new RowSecurityTransactionManager(dataSource, person.getIfAvailable(() -> () -> RowSubject.NOBODY));
    }
}
