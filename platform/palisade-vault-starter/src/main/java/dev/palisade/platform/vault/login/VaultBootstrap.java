package dev.palisade.platform.vault.login;

import java.util.Objects;
import org.springframework.boot.bootstrap.BootstrapContext;
import org.springframework.boot.bootstrap.BootstrapRegistry;
import org.springframework.boot.bootstrap.BootstrapRegistryInitializer;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.vault.authentication.ClientAuthentication;
import org.springframework.vault.client.RestTemplateFactory;

/**
 * Makes Spring Cloud Vault log in with the wrapped secret id, already where it reads configuration; the session of that
 * moment then serves everything else. Nothing is made, and no class of Vault's is loaded, before somebody asks.
 */
final class VaultBootstrap implements BootstrapRegistryInitializer {

    @Override
    public void initialize(BootstrapRegistry registry) {
        registry.registerIfAbsent(ClientAuthentication.class, VaultBootstrap::login);
    }

    private static ClientAuthentication login(BootstrapContext context) {
        Binder binder = Objects.requireNonNull(context.get(Binder.class));
        return new WrappedSecretIdLogin(
                Objects.requireNonNull(context.get(RestTemplateFactory.class)).create(),
                binder.bind("spring.application.name", String.class).get(),
                binder.bindOrCreate("palisade.vault", LoginProperties.class));
    }
}
