package dev.palisade.cart;

import dev.palisade.test.AbstractAccessTests;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AccessTests extends AbstractAccessTests {

    @Override
    protected String method() {
        return "DELETE";
    }

    @Override
    protected String path() {
        return "/api/cart/items/00000000-0000-4000-8000-000000000001";
    }

    @Override
    protected String stranger() {
        return "payment-service";
    }

    @Override
    protected TokenRecipe token(String workload) {
        return TestPlatform.issuer()
                .token(workload, "cart-service")
                .person("alice", "customer")
                .scope("cart");
    }

    @Override
    protected String state() {
        return CartServiceTest.rows();
    }

    @Test
    void cartWhenNoPersonThenForbidden() throws IOException {
        assertForbidden(
                TestPlatform.identity("gateway"),
                token("gateway").claim("sub", "gateway").claim("act", null));
    }
}
