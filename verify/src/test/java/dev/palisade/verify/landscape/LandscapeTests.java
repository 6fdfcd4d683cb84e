package dev.palisade.verify.landscape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.verify.landscape.CallMatrix.Way;
import dev.palisade.verify.landscape.Landscape.Asset;
import dev.palisade.verify.landscape.Landscape.Flow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is read from the repository, and compared with what was seen. */
class LandscapeTests {

    private static final Path REPOSITORY =
            Path.of("").toAbsolutePath().resolveSibling("").normalize();

    @Test
    void flowsWhenComparedThenDeclaredAndSeenAndWhatNobodyDeclared() {
        List<Flow> flows = Flows.of(
                REPOSITORY,
                Map.of(
                        new Way("gateway", "cart-service"), 7L,
                        new Way("gateway", "gateway"), 5L,
                        new Way("cart-service", "cart"), 9L,
                        new Way("catalog-service", "payment"), 1L));

        assertThat(flows)
                .contains(
                        new Flow(
                                "cart-service",
                                "payment-service",
                                "for a person: orders; for itself: payment:settle",
                                true,
                                0),
                        new Flow("cart-service", "database cart", "its own database", true, 9),
                        new Flow("gateway", "database gateway", "its own database", true, 5),
                        new Flow("catalog-service", "auth-server", "keys and tokens", true, 0),
                        new Flow("payment-service", "payment-sandbox", "requests", true, 0))
                .filteredOn(Flow::isUndeclared)
                .containsExactly(new Flow("catalog-service", "payment", "nobody has declared it", false, 1));
        assertThat(flows)
                .filteredOn(flow -> flow.from().equals("gateway") && flow.to().equals("cart-service"))
                .singleElement()
                .returns(7L, Flow::seen);
    }

    @Test
    void tablesWhenReadFromTheDictionaryThenTheirClassesAreCounted() {
        List<Asset> assets = new ArrayList<>();
        Assets.stores("""
                | class | what it means |
                | public | everybody |

                ## cart-service

                ### wish

                | `owner` | personal | whose |
                | `product_id` | personal | what |
                | `added_at` | business | when |
                """, assets);

        assertThat(assets)
                .containsExactly(new Asset("table", "wish", "database of cart-service", "1 business, 2 personal"));
    }

    @Test
    void suppliersWhenReadThenEveryLibraryAndImageHasOne() {
        List<Supplier> suppliers = Supplier.of(REPOSITORY);

        assertThat(suppliers)
                .extracting(Supplier::name)
                .contains("Broadcom (Spring, Micrometer, Reactor)", "Valkey (Linux Foundation)")
                .doesNotContain(Supplier.UNKNOWN);
        assertThat(Supplier.libraries(REPOSITORY))
                .anyMatch(library -> library.startsWith("spring-security-core-"))
                .noneMatch(library -> library.startsWith("palisade-"));
        assertThat(Supplier.of(List.of("evil-1.0.jar"), List.of()))
                .containsExactly(
                        new Supplier(Supplier.UNKNOWN, "nobody has said what this is", List.of("evil-1.0.jar")));
    }
}
