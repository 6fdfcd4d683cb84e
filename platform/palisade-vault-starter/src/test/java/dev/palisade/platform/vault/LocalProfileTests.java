package dev.palisade.platform.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.platform.vault.example.Example;
import dev.palisade.platform.vault.renewal.Renewals;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.vault.core.VaultOperations;

/** The starter is on the class path of every service, also where there is no Vault. */
class LocalProfileTests {

    private static final String FILES = "spring.ssl.bundle.pem.workload.keystore.certificate";
    private static final TestService NEIGHBOUR = TestService.start("catalog-service", request -> Response.ok("{}"));

    @Test
    void startWhenNotInTheProfileThenNothingOfVaultIsThere() {
        try (ConfigurableApplicationContext local = new SpringApplicationBuilder(Example.class)
                .properties("palisade.test.workload=cart-service")
                .run(
                        "--spring.application.name=cart-service",
                        "--palisade.test.secret=from a file",
                        "--palisade.clients.catalog-service.url=" + NEIGHBOUR.url())) {
            assertThat(vaultBeans(local)).isEmpty();
            assertThat(local.getBeanNamesForType(VaultOperations.class)).isEmpty();
            assertThat(local.getEnvironment().getProperty(FILES)).isNotNull();
        }
        try (Started cart = Started.with("--palisade.clients.catalog-service.url=" + NEIGHBOUR.url())) {
            assertThat(vaultBeans(cart.context())).isNotEmpty();
            assertThat(cart.bean(Renewals.class).states())
                    .extracting(state -> state.name())
                    .containsExactlyInAnyOrder("certificate", "database user");
            assertThat(cart.context().getEnvironment().getProperty(FILES)).isNull();
        }
    }

    private static List<String> vaultBeans(ConfigurableApplicationContext context) {
        return Arrays.stream(context.getBeanDefinitionNames())
                .filter(name -> {
                    Class<?> type = context.getType(name);
                    return type != null && type.getName().startsWith("dev.palisade.platform.vault.");
                })
                .filter(name -> !name.equals("example"))
                .toList();
    }
}
