package dev.palisade.platform.vault.example;

import dev.palisade.platform.client.Neighbours;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** A process with nothing but the starters. */
@SpringBootConfiguration
@EnableAutoConfiguration
@RestController
public class Example {

    private final JdbcTemplate database;
    private final String secret;
    private final RestClient catalog;

    Example(JdbcTemplate database, Neighbours neighbours, @Value("${palisade.test.secret}") String secret) {
        this.database = database;
        this.secret = secret;
        this.catalog = RestClient.builder()
                .requestFactory(neighbours)
                .baseUrl(neighbours.url("catalog-service"))
                .build();
    }

    @Bean
    static SecurityFilterChain open(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    @GetMapping("/users")
    List<String> users() {
        return database.query("select session_user::text, current_user::text, count(*)::text from thing", row -> {
            row.next();
            return List.of(row.getString(1), row.getString(2), row.getString(3));
        });
    }

    @GetMapping("/secret")
    String secret() {
        return secret;
    }

    @GetMapping("/neighbour")
    String neighbour() {
        return String.valueOf(catalog.get().uri("/").retrieve().body(String.class));
    }
}
