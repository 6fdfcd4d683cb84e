package dev.palisade.payment;

import dev.palisade.test.AbstractAccessTests;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AccessTests {

    abstract static class PaymentAccessTests extends AbstractAccessTests {

        @Override
        protected String stranger() {
            return "catalog-service";
        }

        @Override
        protected String state() {
            return TestDatabase.named("payment").checksum();
        }

        static TokenRecipe recipe(String workload) {
            return TestPlatform.issuer().token(workload, "payment-service");
        }
    }

    @Nested
    class AddingAMethod extends PaymentAccessTests {

        @Override
        protected String method() {
            return "POST";
        }

        @Override
        protected String path() {
            return "/api/payments/methods";
        }

        @Override
        protected String body() {
            return "{\"number\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":\"123\"}";
        }

        @Override
        protected int success() {
            return 201;
        }

        @Override
        protected TokenRecipe token(String workload) {
            return recipe(workload).person("alice", "customer").scope("payment");
        }

        @Test
        void addWhenAskedForByTheCartThenForbidden() throws IOException {
            assertForbidden(TestPlatform.identity("cart-service"), token("cart-service"));
        }

        @Test
        void addWhenNoPersonThenForbidden() throws IOException {
            assertForbidden(TestPlatform.identity("gateway"), token("gateway").claim("sub", "gateway"));
        }
    }

    @Nested
    class Settling extends PaymentAccessTests {

        @Override
        protected String caller() {
            return "cart-service";
        }

        @Override
        protected String method() {
            return "POST";
        }

        @Override
        protected String path() {
            return "/internal/payments/11111111-1111-4111-8111-111111111111/settlement";
        }

        @Override
        protected String body() {
            return "{\"owner\":\"alice\"}";
        }

        @Override
        protected TokenRecipe token(String workload) {
            return recipe(workload).scope("payment:settle");
        }

        @Test
        void settleWhenAPersonAsksThenForbidden() throws IOException {
            assertForbidden(
                    TestPlatform.identity("cart-service"),
                    token("cart-service").person("alice", "customer").actors("cart-service", "gateway"));
        }

        @Test
        void settleWhenTheGatewayAsksThenForbidden() throws IOException {
            assertForbidden(TestPlatform.identity("gateway"), token("gateway"));
        }
    }
}
