package dev.palisade.platform.vault;

import dev.palisade.platform.vault.example.Example;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The example, started as cart-service with Vault. */
record Started(ConfigurableApplicationContext context) implements AutoCloseable {

    static Started with(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--spring.application.name=cart-service");
        all.add("--spring.profiles.active=vault");
        // Before the environment is made, because the configuration that is imported from Vault depends on it.
        return new Started(new SpringApplicationBuilder(Example.class)
                .properties("palisade.test.workload=cart-service")
                .run(all.toArray(String[]::new)));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    int port() {
        return Integer.parseInt(Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")));
    }

    TestClient client() {
        return TestClient.as(TestPlatform.identity("gateway"), "https://localhost:" + port());
    }

    TestClient.Answer get(String path) throws IOException {
        try (TestClient client = client()) {
            return client.request("GET", path).send();
        }
    }

    /** The certificate that a new connection is shown. */
    X509Certificate presented() throws IOException {
        try (SSLSocket socket = (SSLSocket) TestPlatform.identity("gateway")
                .sslContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
