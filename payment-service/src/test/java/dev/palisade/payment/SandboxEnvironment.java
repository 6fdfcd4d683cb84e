package dev.palisade.payment;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Gives every application that a test starts the sandbox of this JVM as its provider. */
final class SandboxEnvironment implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "payment sandbox",
                        Map.of(
                                "palisade.ports.payment-sandbox", Sandbox.port(),
                                "palisade.payment-sandbox.api-key", Sandbox.API_KEY,
                                "palisade.payment-sandbox.webhook-secrets", Sandbox.WEBHOOK_SECRETS)));
    }
}
