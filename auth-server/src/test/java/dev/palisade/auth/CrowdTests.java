package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many people come at the same time. */
class CrowdTests extends AuthServerTest {

    private static final int PEOPLE = 40; // one address has 50 guesses free

    @BeforeEach
    void people() {
        DATABASE.execute(
                "insert into account (id, login, password_hash, roles) select gen_random_uuid(), 'crowd-' || n,"
                        + " password_hash, '{customer}' from account, generate_series(1, " + PEOPLE
                        + ") n where login = 'alice'");
    }

    @AfterEach
    void noPeople() {
        DATABASE.execute("delete from account where login like 'crowd-%'");
    }

    @Test
    void signInWhenManyComeAtOnceThenEverybodyComesIn() throws Exception {
        try (ExecutorService crowd = Executors.newFixedThreadPool(PEOPLE)) {
            List<Callable<Object>> people = IntStream.rangeClosed(1, PEOPLE)
                    .mapToObj(number ->
                            (Callable<Object>) () -> cli().tokens("crowd-" + number, password("alice"), "cart")
                                    .get("scope"))
                    .toList();
            for (Future<Object> person : crowd.invokeAll(people)) {
                assertThat(person.get()).isEqualTo("cart");
            }
        }
    }
}
