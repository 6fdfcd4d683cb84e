package dev.palisade.test;

import com.nimbusds.jose.JOSEException;
import dev.palisade.local.DemoPeople;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.util.ClassUtils;

/**
 * Gives every application that a test starts what the launcher gives a process: the configuration of {@code config-repo/},
 * an identity, an issuer and a database. The module under test is named by the folder that the tests run in.
 */
final class TestEnvironment implements EnvironmentPostProcessor, Ordered {

    private static final String FIELD_KEY = TestPlatform.randomKey();
    private static final String INLINED = "Inlined Test Properties";

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Path module = Path.of("").toAbsolutePath();
        String name = environment.getProperty("palisade.test.workload", String.valueOf(module.getFileName()));
        Map<String, Object> properties = new HashMap<>();
        Path configRepo = configRepo(module);
        if (configRepo != null) {
            properties.put("spring.config.additional-location", "file:" + configRepo + "/");
            properties.put("spring.config.name", "application," + name);
        }
        properties.put(
                "palisade.identity.directory",
                TestPlatform.identityDirectory(name).toString());
        properties.put("palisade.ports." + name, 0);
        properties.put("palisade.tracing.enabled", false);
        if (name.equals("auth-server")) {
            // The issuer's address is part of every token, so it has to be known before the server starts.
            int port = freePort();
            properties.put("palisade.ports.auth-server", port);
            properties.put("palisade.issuer", "https://localhost:" + port);
            properties.put("palisade.signing-keys.k1", privateKey());
            properties.put("palisade.auth.mailbox", "page");
            properties.put("palisade.lookup-key", TestPlatform.randomKey());
            for (String person : new String[] {"alice", "bob", "carol", "erin", "dave", "frank"}) {
                properties.put("palisade.demo-passwords." + person, TestPlatform.randomText());
            }
            for (String person : new String[] {"carol", "erin", "dave", "frank"}) {
                properties.put("palisade.demo-totp-secrets." + person, DemoPeople.newTotpSecret());
            }
        } else {
            properties.put("palisade.issuer", TestPlatform.issuer().url());
            properties.put(
                    "palisade.clients.auth-server.url", TestPlatform.issuer().url());
        }
        if (ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource", null)) {
            TestPlatform.Database database = TestPlatform.database(name.replaceAll("-.*", ""));
            properties.put("palisade.ports.postgres", TestPlatform.postgres().port());
            properties.put("spring.datasource.password", database.appPassword());
            properties.put("spring.flyway.password", database.ownerPassword());
            properties.put("palisade.field-keys.k1", FIELD_KEY);
            // A machine that is busy with the build is no outage.
            properties.put("spring.datasource.hikari.connection-timeout", 15_000);
        }
        if (String.valueOf(environment.getProperty("spring.profiles.active")).contains("vault")) {
            properties
                    .keySet()
                    .removeIf(
                            each -> each.contains("password") || each.contains("-keys.") || each.contains("-secrets."));
            TestVault.shared().address().forEach((property, value) -> {
                properties.remove(property);
                if (!environment.containsProperty(property)) {
                    properties.put(property, value);
                }
            });
            if (!environment.containsProperty("palisade.vault.wrapped-secret-id")) {
                properties.put(
                        "palisade.vault.wrapped-secret-id",
                        TestVault.shared().deliver(name).toString());
            }
        }
        MutablePropertySources sources = environment.getPropertySources();
        MapPropertySource source = new MapPropertySource("palisade test", properties);
        if (sources.contains(INLINED)) {
            sources.addAfter(INLINED, source);
        } else {
            sources.addFirst(source);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String privateKey() {
        try {
            byte[] key = TestIssuer.newKey("k1").toPrivateKey().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Path configRepo(Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve("config-repo");
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
