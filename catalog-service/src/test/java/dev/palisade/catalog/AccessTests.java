package dev.palisade.catalog;

import dev.palisade.test.AbstractAccessTests;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AccessTests {

    @Nested
    class Reading extends AbstractAccessTests {

        @Override
        protected String method() {
            return "GET";
        }

        @Override
        protected String path() {
            return "/api/catalog/products?size=1";
        }

        @Override
        protected TokenRecipe token(String workload) {
            return TestPlatform.issuer().token(workload, "catalog-service").scope("catalog:read");
        }
    }

    @Nested
    class Changing extends AbstractAccessTests {

        private static final String ID = "d0f0d4b2-a9c9-4366-b204-ccab24675e86";

        @Override
        protected String method() {
            return "PUT";
        }

        @Override
        protected String path() {
            return "/api/catalog/products/" + ID;
        }

        @Override
        protected String body() {
            return """
                    {"sku":"GA-101","name":"Changed by an access test","description":"","category":"garden",
                     "price":{"amount":"34.90","currency":"EUR"},"stock":86}
                    """;
        }

        @Override
        protected TokenRecipe token(String workload) {
            return TestPlatform.issuer()
                    .token(workload, "catalog-service")
                    .person("carol", "merchandiser")
                    .twoFactors()
                    .scope("catalog:write");
        }

        @Override
        protected String state() {
            return TestDatabase.named("catalog").checksum();
        }

        @Test
        void changeWhenNotRecognisedSurelyEnoughThenToldWhatIsNeeded() throws IOException {
            assertStepUp(token("gateway").claim("acr", null).claim("auth_time", null));
            assertStepUp(token("gateway").claim("acr", "urn:palisade:acr:one-factor"));
            assertStepUp(token("gateway").claim("acr", "urn:palisade:acr:three-factors"));
            assertStepUp(token("gateway").claim("auth_time", Instant.now().minusSeconds(310)));
            assertStepUp(token("gateway").claim("auth_time", Instant.now().plusSeconds(60)));
            assertStepUp(token("gateway").claim("auth_time", null));
        }

        @Test
        void changeWhenNoMerchandiserThenForbidden() throws IOException {
            assertForbidden(
                    TestPlatform.identity("gateway"),
                    token("gateway").person("alice", "customer", "support", "auditor"));
        }

        @Test
        void changeWhenNoPersonThenForbidden() throws IOException {
            assertForbidden(
                    TestPlatform.identity("gateway"),
                    token("gateway").claim("sub", "gateway").claim("act", null));
        }

        @Test
        void changeWhenAskedForByTheCartThenForbidden() throws IOException {
            assertForbidden(TestPlatform.identity("cart-service"), token("cart-service"));
        }
    }

    @Nested
    class Exporting extends AbstractAccessTests {

        @Override
        protected String method() {
            return "GET";
        }

        @Override
        protected String path() {
            return "/api/catalog/export?format=csv&size=1";
        }

        @Override
        protected TokenRecipe token(String workload) {
            return TestPlatform.issuer()
                    .token(workload, "catalog-service")
                    .person("carol", "merchandiser")
                    .twoFactors()
                    .scope("catalog:write");
        }

        @Test
        void exportWhenNoMerchandiserThenForbidden() throws IOException {
            assertForbidden(
                    TestPlatform.identity("gateway"),
                    token("gateway").person("alice", "customer", "support", "auditor"));
        }

        @Test
        void exportWhenNotRecognisedSurelyEnoughThenToldWhatIsNeeded() throws IOException {
            assertStepUp(token("gateway").claim("acr", "urn:palisade:acr:one-factor"));
        }
    }

    @Nested
    class Importing extends AbstractAccessTests {

        @Override
        protected String method() {
            return "POST";
        }

        @Override
        protected String path() {
            return "/api/catalog/import";
        }

        @Override
        protected String body() {
            return """
                    {"items":[{"sku":"GA-102","name":"Changed by an access test","description":"","category":"garden",
                     "price":{"amount":"34.90","currency":"EUR"},"stock":86}]}
                    """;
        }

        @Override
        protected TokenRecipe token(String workload) {
            return TestPlatform.issuer()
                    .token(workload, "catalog-service")
                    .person("carol", "merchandiser")
                    .twoFactors()
                    .scope("catalog:write");
        }

        @Override
        protected String state() {
            return TestDatabase.named("catalog").checksum();
        }

        @Test
        void importWhenNoMerchandiserThenForbidden() throws IOException {
            assertForbidden(
                    TestPlatform.identity("gateway"),
                    token("gateway").person("alice", "customer", "support", "auditor"));
        }

        @Test
        void importWhenNotRecognisedSurelyEnoughThenToldWhatIsNeeded() throws IOException {
            assertStepUp(token("gateway").claim("acr", "urn:palisade:acr:one-factor"));
        }
    }

    @Nested
    class ReadingPrices extends AbstractAccessTests {

        @Override
        protected String method() {
            return "GET";
        }

        @Override
        protected String path() {
            return "/api/catalog/products/d0f0d4b2-a9c9-4366-b204-ccab24675e86/prices";
        }

        @Override
        protected TokenRecipe token(String workload) {
            return TestPlatform.issuer()
                    .token(workload, "catalog-service")
                    .person("dave", "auditor")
                    .scope("catalog:history");
        }

        @Test
        void readWhenNeitherMerchandiserNorAuditorThenForbidden() throws IOException {
            assertForbidden(TestPlatform.identity("gateway"), token("gateway").person("alice", "customer", "support"));
        }

        @Test
        void readWhenTheScopeIsAnotherThenForbidden() throws IOException {
            assertForbidden(TestPlatform.identity("gateway"), token("gateway").scope("catalog:read catalog:write"));
        }
    }

    @Nested
    class Reserving extends AbstractAccessTests {

        @Override
        protected String caller() {
            return "cart-service";
        }

        @Override
        protected String method() {
            return "PUT";
        }

        @Override
        protected String path() {
            return "/internal/reservations/11111111-1111-4111-8111-111111111111";
        }

        @Override
        protected String body() {
            return """
                    {"items":[{"productId":"d0f0d4b2-a9c9-4366-b204-ccab24675e86","quantity":1}]}
                    """;
        }

        @Override
        protected TokenRecipe token(String workload) {
            return TestPlatform.issuer()
                    .token(workload, "catalog-service")
                    .person("alice", "customer")
                    .actors(workload, "gateway")
                    .scope("orders");
        }

        @Override
        protected String state() {
            return TestDatabase.named("catalog").checksum();
        }

        @Test
        void reserveWhenTheGatewayDoesNotStandBehindItThenForbidden() throws IOException {
            assertForbidden(
                    TestPlatform.identity("cart-service"), token("cart-service").actors("cart-service"));
        }

        @Test
        void reserveWhenAskedForByTheGatewayThenForbidden() throws IOException {
            assertForbidden(TestPlatform.identity("gateway"), token("gateway"));
        }

        @Test
        void reserveWhenNoPersonThenForbidden() throws IOException {
            assertForbidden(
                    TestPlatform.identity("cart-service"), token("cart-service").claim("sub", "cart-service"));
        }
    }

    @Nested
    class Holding extends AbstractAccessTests {

        private static final String ORDER = "33333333-3333-4333-8333-333333333333";

        @BeforeEach
        void reserve() {
            TestDatabase.named("catalog")
                    .execute("insert into reservation (order_id, owner, status) values ('" + ORDER
                            + "', 'alice', 'RESERVED') on conflict do nothing");
        }

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
            return "/internal/reservations/" + ORDER + "/hold";
        }

        @Override
        protected int success() {
            return 204;
        }

        @Override
        protected TokenRecipe token(String workload) {
            return TestPlatform.issuer().token(workload, "catalog-service").scope("catalog:settle");
        }

        @Override
        protected String state() {
            return TestDatabase.named("catalog").checksum();
        }

        @Test
        void holdWhenAPersonAsksThenForbidden() throws IOException {
            assertForbidden(
                    TestPlatform.identity("cart-service"),
                    token("cart-service").person("alice", "customer").actors("cart-service", "gateway"));
        }
    }

    @Nested
    class Settling extends AbstractAccessTests {

        @Override
        protected String caller() {
            return "cart-service";
        }

        @Override
        protected String method() {
            return "DELETE";
        }

        @Override
        protected String path() {
            return "/internal/reservations/22222222-2222-4222-8222-222222222222";
        }

        @Override
        protected int success() {
            return 204;
        }

        @Override
        protected TokenRecipe token(String workload) {
            return TestPlatform.issuer().token(workload, "catalog-service").scope("catalog:settle");
        }

        @Override
        protected String state() {
            return TestDatabase.named("catalog").checksum();
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
