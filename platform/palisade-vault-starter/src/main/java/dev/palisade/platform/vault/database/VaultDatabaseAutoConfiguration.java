package dev.palisade.platform.vault.database;

import com.zaxxer.hikari.HikariDataSource;
import dev.palisade.platform.vault.Vault;
import dev.palisade.platform.vault.VaultAutoConfiguration;
import dev.palisade.platform.vault.renewal.Renewals;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;

/** Database users from Vault, for the pool and for Flyway, where locally passwords come from files. */
@AutoConfiguration(
        after = VaultAutoConfiguration.class,
        before = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@Profile("vault")
@ConditionalOnClass({HikariDataSource.class, Flyway.class})
public final class VaultDatabaseAutoConfiguration {

    @Bean
    DatabaseUsers databaseUsers(Vault vault, Renewals renewals, @Value("${spring.application.name}") String service) {
        return new DatabaseUsers(vault, service, renewals);
    }

    @Bean
    static BeanPostProcessor leasedConnections(ObjectProvider<DatabaseUsers> users, ObjectProvider<Renewals> renewals) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool) {
                    new LeasedConnections(pool, users.getObject(), renewals.getObject());
                }
                return bean;
            }
        };
    }

    @Bean
    MigrationUser migrationUser(DatabaseUsers users, @Value("${spring.flyway.url}") String url) {
        return new MigrationUser(users, url);
    }

    /** The user that owns the tables exists for the moment of the migration only. */
    @Bean
    FlywayMigrationStrategy migrationAndNoMore(MigrationUser user) {
        return flyway -> {
            try {
                flyway.migrate();
            } finally {
                user.end();
            }
        };
    }

    /** Flyway's way into the database. */
    static final class MigrationUser implements FlywayConnectionDetails {

        private final DatabaseUsers users;
        private final String url;
        private final Credentials owner;

        MigrationUser(DatabaseUsers users, String url) {
            this.users = users;
            this.url = url;
            this.owner = users.owner();
        }

        @Override
        public String getUsername() {
            return owner.username();
        }

        @Override
        public String getPassword() {
            return owner.password();
        }

        @Override
        public String getJdbcUrl() {
            return url;
        }

        void end() {
            users.end(owner);
        }
    }
}
