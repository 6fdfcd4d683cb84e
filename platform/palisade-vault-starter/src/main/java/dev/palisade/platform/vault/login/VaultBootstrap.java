package dev.palisade.platform.vault.login;

import java.util.Objects;
import org.springframework.boot.bootstrap.BootstrapContext;
import org.springframework.boot.bootstrap.BootstrapRegistry;
import org.springframework.boot.bootstrap.BootstrapRegistryInitializer;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.vault.authentication.ClientAuthentication;
import org.springframework.vault.client.RestTemplateFactory;
import org.springframework.web.client.RestOperations;

/**
 * Makes Spring Cloud Vault log in with the pod's ServiceAccount or with the wrapped secret id, already where it reads
 * configuration; the session of that moment then serves everything else. Nothing is made, and no class of Vault's is loaded, before somebody asks.
 */
final class VaultBootstrap implements BootstrapRegistryInitializer {

    @Override
    public void initialize(BootstrapRegistry registry) {
        registry.registerIfAbsent(ClientAuthentication.class, VaultBootstrap::login);
    }

    private static ClientAuthentication login(BootstrapContext context) {
        Binder binder = Objects.requireNonNull(context.get(Binder.class));
        RestOperations vault =
                Objects.requireNonNull(context.get(RestTemplateFactory.class)).create();
        String role = binder.bind("spring.application.name", String.class).get();
        LoginProperties properties = binder.bindOrCreate("palisade.vault", LoginProperties.class);
        return properties.serviceAccountToken() == null
                ? new WrappedSecretIdLogin(vault, role, properties)
                : new ServiceAccountLogin(vault, role, properties.serviceAccountToken());
    }
}
