package dev.palisade.auth.account;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;

/** How the sessions of people are stored. */
@Configuration(proxyBeanMethods = false)
class SignInStore {

    /** The framework's own query does not say so, and takes rows of one session that are apart for two sessions. */
    private static final String SESSIONS_OF_A_PERSON = """
            select s.primary_id, s.session_id, s.creation_time, s.last_access_time, s.max_inactive_interval,
                   a.attribute_name, a.attribute_bytes
            from %TABLE_NAME% s left join %TABLE_NAME%_attributes a on s.primary_id = a.session_primary_id
            where s.principal_name = ?
            order by s.primary_id
            """;

    @Bean
    SessionRepositoryCustomizer<JdbcIndexedSessionRepository> sessionsOfAPerson() {
        return sessions -> sessions.setListSessionsByPrincipalNameQuery(SESSIONS_OF_A_PERSON);
    }
}
