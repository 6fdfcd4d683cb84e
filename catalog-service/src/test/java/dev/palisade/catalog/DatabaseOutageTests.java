package dev.palisade.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient.Answer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Without a connection to the database the catalog is not available; it does not claim that there is nothing. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.hikari.maximum-pool-size=1",
            "spring.datasource.hikari.minimum-idle=1",
            "spring.datasource.hikari.connection-timeout=300"
        })
class DatabaseOutageTests {

    @LocalServerPort
    private int port;

    @Autowired
    private DataSource dataSource;

    @Test
    void readWhenNoConnectionIsFreeThenUnavailableAndLaterWellAgain() throws IOException, SQLException {
        String path = "/api/catalog/products/8c46ae47-9051-49c5-a107-ef1d57480415";
        try (CatalogClient client = new CatalogClient(port)) {
            try (Connection theOnlyOne = dataSource.getConnection()) {
                assertThat(theOnlyOne.isClosed()).isFalse();
                Answer answer = client.read(path);
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.problem()).isEqualTo("unavailable");
                assertThat(answer.header("Retry-After")).isEqualTo("1");
            }
            assertThat(client.read(path).status()).isEqualTo(200);
        }
    }
}
