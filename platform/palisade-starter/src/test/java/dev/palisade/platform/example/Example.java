package dev.palisade.platform.example;

import dev.palisade.platform.problem.ProblemException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.ResourceAccessException;

/** A process with nothing but the starter. */
@SpringBootApplication
@RestController
public class Example {

    @Bean
    SecurityFilterChain open(HttpSecurity http) throws Exception {
        return http.csrf(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    @GetMapping("/hello")
    String hello() {
        return "hello";
    }

    @GetMapping("/numbers/{number}")
    int number(@PathVariable int number) {
        return number;
    }

    @GetMapping("/failing/{how}")
    String failing(@PathVariable String how) {
        throw switch (how) {
            case "outage" -> new ResourceAccessException("secret address");
            case "database-away" ->
                new IllegalStateException("secret detail", new SQLTransientConnectionException("secret address"));
            case "database-ends" -> new IllegalStateException("secret detail", new SQLException("secret", "08006"));
            case "database-refuses" -> new IllegalStateException("secret detail", new SQLException("secret", "23505"));
            case "refusal" -> new ProblemException(HttpStatus.CONFLICT, "sold-out", "There is none left");
            default -> new IllegalStateException("secret detail");
        };
    }

    @PostMapping("/things")
    Thing thing(@RequestBody Thing thing) {
        return thing;
    }

    /**
     * A body.
     *
     * @param name a text
     * @param count a number
     */
    public record Thing(String name, int count) {}
}
