package dev.palisade.platform.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.platform.access.Caller;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The policies as tables: for each action one request that is permitted, and everything that one change makes of it. */
class PoliciesTests {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String TWO_FACTORS = "urn:palisade:acr:two-factors";
    private static final Policies POLICIES = Policies.load(Clock.fixed(NOW, ZoneOffset.UTC));
    private static final Caller ALICE =
            caller("gateway", "alice", true, Set.of("customer"), Set.of(), List.of("gateway"));
    private static final Caller CART_FOR_ALICE =
            caller("cart-service", "alice", true, Set.of("customer"), Set.of(), List.of("cart-service", "gateway"));

    private static final Caller AUTH_SERVER_FOR_ALICE =
            caller("auth-server", "alice", true, Set.of(), Set.of(), List.of("auth-server"));

    static Stream<Arguments> permitted() {
        return Stream.of(
                row("ReadCatalog", "Catalog", ALICE, "catalog:read", "catalog-read"),
                row("ReadCatalog", "Catalog", workload("gateway"), "catalog:read", "catalog-read"),
                row("ReadCatalog", "Catalog", workload("cart-service"), "catalog:read", "catalog-read"),
                row("ReadPriceHistory", "Catalog", as(ALICE, "merchandiser"), "catalog:history", "catalog-history"),
                row("ReadPriceHistory", "Catalog", as(ALICE, "auditor"), "catalog:history", "catalog-history"),
                row("ChangeCatalog", "Catalog", as(ALICE, "merchandiser"), "catalog:write", "catalog-change"),
                row("ExportCatalog", "Catalog", as(ALICE, "merchandiser"), "catalog:write", "catalog-change"),
                row("ReserveStock", "Reservation", CART_FOR_ALICE, "orders", "stock-reserve"),
                row("SettleStock", "Reservation", workload("cart-service"), "catalog:settle", "stock-settle"),
                row("ReadCart", "Cart", ALICE, "cart", "cart-own"),
                row("ChangeCart", "Cart", ALICE, "cart", "cart-own"),
                row("ReadGuestCart", "GuestCart", workload("gateway"), "cart:guest", "cart-guest"),
                row("ChangeGuestCart", "GuestCart", workload("gateway"), "cart:guest", "cart-guest"),
                row("ReadWishes", "WishList", ALICE, "cart", "wishes-own"),
                row("ChangeWishes", "WishList", ALICE, "cart", "wishes-own"),
                row("PlaceOrder", "Order", ALICE, "orders", "order-own"),
                row("ReadOrder", "Order", ALICE, "orders", "order-own"),
                row("ReadStuckOrders", "Order", as(ALICE, "customer", "support"), "orders", "order-stuck"),
                row("ReadPersonalData", "PersonalData", AUTH_SERVER_FOR_ALICE, "person:export", "personal-data-read"),
                row("ErasePersonalData", "PersonalData", AUTH_SERVER_FOR_ALICE, "person:erase", "personal-data-erase"),
                row("AddPaymentMethod", "PaymentMethod", ALICE, "payment", "payment-method-own"),
                row("ReadPayment", "Payment", ALICE, "payment", "payment-own"),
                row("TakePayment", "Payment", CART_FOR_ALICE, "orders", "payment-take"),
                row("SettlePayment", "Payment", workload("cart-service"), "payment:settle", "payment-settle"),
                row("ReceiveWebhook", "Payment", workload("payment-sandbox"), "webhook", "payment-webhook"),
                row("ReadDifferences", "Payment", as(ALICE, "customer", "support"), "payment", "payment-differences"),
                row("RefundPayment", "Payment", as(ALICE, "support"), "payment:refund", "payment-refund"));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("permitted")
    void decideWhenRightThenPermittedByOnePolicy(
            String action, String resource, Caller caller, String scope, String policy) {
        Policies.Verdict verdict = decide(scoped(caller, scope), action, resource, caller.subject());
        assertThat(verdict.permitted()).isTrue();
        assertThat(verdict.policies()).containsExactly(policy);
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("permitted")
    void decideWhenScopeIsMissingOrAnotherThenRefused(
            String action, String resource, Caller caller, String scope, String policy) {
        for (String other : List.of(
                "",
                "openid",
                "cart",
                "cart:guest",
                "orders",
                "payment",
                "payment:refund",
                "payment:settle",
                "catalog:read",
                "catalog:write",
                "catalog:history",
                "catalog:settle",
                "person:export",
                "person:erase")) {
            if (!other.equals(scope)) {
                assertRefused(scoped(caller, other), action, resource, caller.subject());
            }
        }
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("permitted")
    void decideWhenAnotherWorkloadCallsThenRefused(
            String action, String resource, Caller caller, String scope, String policy) {
        for (String other :
                List.of("gateway", "cart-service", "catalog-service", "payment-service", "auth-server", "")) {
            boolean alsoPermitted = action.equals("ReadCatalog")
                    && Set.of("gateway", "cart-service").contains(other);
            if (!other.equals(caller.workload()) && !alsoPermitted) {
                String subject = caller.person() ? caller.subject() : other;
                Caller stranger =
                        caller(other, subject, caller.person(), caller.roles(), caller.scopes(), caller.actors());
                assertRefused(scoped(stranger, scope), action, resource, subject);
            }
        }
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("permitted")
    void decideWhenPersonAndWorkloadAreSwappedThenRefused(
            String action, String resource, Caller caller, String scope, String policy) {
        if (action.equals("ReadCatalog")) {
            return; // anyone may
        }
        Caller swapped = caller.person()
                ? caller(caller.workload(), caller.workload(), false, caller.roles(), caller.scopes(), caller.actors())
                : caller(caller.workload(), "alice", true, Set.of("customer"), caller.scopes(), caller.actors());
        assertRefused(scoped(swapped, scope), action, resource, swapped.subject());
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("permitted")
    void decideWhenAPersonHasTheNameOfAWorkloadThenRefused(
            String action, String resource, Caller caller, String scope, String policy) {
        if (caller.person()) {
            return;
        }
        Caller impostor =
                caller(caller.workload(), caller.subject(), true, Set.of("customer"), caller.scopes(), caller.actors());
        if (!action.equals("ReadCatalog")) {
            assertRefused(scoped(impostor, scope), action, resource, caller.subject());
        }
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("permitted")
    void decideWhenItBelongsToSomebodyElseThenRefused(
            String action, String resource, Caller caller, String scope, String policy) {
        boolean everyones = !caller.person()
                || Set.of(
                                "ReadCatalog",
                                "ReadPriceHistory",
                                "ChangeCatalog",
                                "ExportCatalog",
                                "RefundPayment",
                                "ReadStuckOrders",
                                "ReadDifferences")
                        .contains(action);
        Policies.Verdict verdict = decide(scoped(caller, scope), action, resource, "bob");
        assertThat(verdict.permitted()).isEqualTo(everyones);
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("permitted")
    void decideWhenRoleIsMissingThenRefused(
            String action, String resource, Caller caller, String scope, String policy) {
        Set<String> needed = switch (action) {
            case "ReadPriceHistory" -> Set.of("merchandiser", "auditor");
            case "ChangeCatalog", "ExportCatalog" -> Set.of("merchandiser");
            case "RefundPayment", "ReadDifferences", "ReadStuckOrders" -> Set.of("support");
            default -> Set.of();
        };
        if (!needed.isEmpty()) {
            Set<String> others =
                    new java.util.HashSet<>(Set.of("customer", "merchandiser", "support", "auditor", "administrator"));
            others.removeAll(needed);
            assertRefused(scoped(as(caller, others.toArray(String[]::new)), scope), action, resource, caller.subject());
            assertRefused(scoped(as(caller), scope), action, resource, caller.subject());
        }
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("permitted")
    void decideWhenTheGatewayDoesNotStandBehindItThenRefused(
            String action, String resource, Caller caller, String scope, String policy) {
        if (caller.equals(CART_FOR_ALICE)) {
            for (List<String> chain : List.of(List.<String>of(), List.of("cart-service"), List.of("auth-server"))) {
                Caller alone = caller(caller.workload(), "alice", true, caller.roles(), Set.of(), chain);
                assertRefused(scoped(alone, scope), action, resource, "alice");
            }
        }
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("permitted")
    void decideWhenAnotherActionThenOnlyWhatTheTableSays(
            String action, String resource, Caller caller, String scope, String policy) {
        Caller right = scoped(caller, scope);
        permitted().forEach(row -> {
            String otherAction = String.valueOf(row.get()[0]);
            String otherResource = String.valueOf(row.get()[1]);
            boolean inTable = permitted()
                    .anyMatch(each -> otherAction.equals(each.get()[0])
                            && scope.equals(each.get()[3])
                            && each.get()[2] instanceof Caller listed
                            && listed.workload().equals(caller.workload())
                            && listed.person() == caller.person()
                            && caller.roles().containsAll(listed.roles()));
            if (!inTable) {
                assertRefused(right, otherAction, otherResource, caller.subject());
            }
        });
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("permitted")
    void decideWhenNotRecognisedSurelyOrLatelyThenOnlyWhatNeedsItIsRefused(
            String action, String resource, Caller caller, String scope, String policy) {
        boolean needed =
                Set.of("ChangeCatalog", "ExportCatalog", "RefundPayment").contains(action);
        for (Caller weak : List.of(
                recognised(caller, "", null),
                recognised(caller, "urn:palisade:acr:one-factor", NOW),
                recognised(caller, "anything", NOW),
                recognised(caller, TWO_FACTORS, null),
                recognised(caller, TWO_FACTORS, NOW.minusSeconds(301)),
                recognised(caller, TWO_FACTORS, NOW.plusSeconds(6)))) {
            Policies.Verdict verdict = decide(scoped(weak, scope), action, resource, caller.subject());
            assertThat(verdict.permitted()).isEqualTo(!needed);
            assertThat(verdict.stepUp()).isEqualTo(needed ? new Policies.StepUp(TWO_FACTORS, 300) : null);
            assertThat(verdict.policies()).containsExactly(policy);
        }
        for (Instant late : List.of(NOW.minusSeconds(300), NOW.plusSeconds(5))) {
            Caller sure = recognised(caller, TWO_FACTORS, late);
            assertThat(decide(scoped(sure, scope), action, resource, caller.subject())
                            .permitted())
                    .isTrue();
        }
    }

    @Test
    void decideWhenMoreThanTheFactorIsMissingThenNothingIsAskedFor() {
        Caller weak = recognised(as(ALICE, "customer"), "", null);
        assertThat(decide(scoped(weak, "payment:refund"), "RefundPayment", "Payment", "alice")
                        .stepUp())
                .isNull();
        assertThat(decide(scoped(as(weak, "support"), "payment"), "RefundPayment", "Payment", "alice")
                        .stepUp())
                .isNull();
    }

    @Test
    void decideWhenActionOrResourceDoesNotExistThenRefused() {
        assertRefused(scoped(ALICE, "cart"), "BurnCart", "Cart", "alice");
        assertRefused(scoped(ALICE, "cart"), "ReadCart", "Order", "alice");
    }

    @Test
    void loadWhenReadThenEveryPolicyHasARowInTheTable() {
        List<String> covered = new ArrayList<>();
        permitted().forEach(row -> covered.add(String.valueOf(row.get()[4])));
        assertThat(Set.copyOf(covered)).hasSize(POLICIES.count());
    }

    private static Caller caller(
            String workload,
            String subject,
            boolean person,
            Set<String> roles,
            Set<String> scopes,
            List<String> actors) {
        return new Caller(workload, subject, person, roles, scopes, actors, TWO_FACTORS, NOW);
    }

    private static Caller recognised(Caller caller, String acr, @Nullable Instant at) {
        return new Caller(
                caller.workload(),
                caller.subject(),
                caller.person(),
                caller.roles(),
                caller.scopes(),
                caller.actors(),
                acr,
                at);
    }

    private static void assertRefused(Caller caller, String action, String resource, String owner) {
        assertThat(decide(caller, action, resource, owner).permitted())
                .as("%s on %s of %s by %s", action, resource, owner, caller)
                .isFalse();
    }

    private static Policies.Verdict decide(Caller caller, String action, String resource, String owner) {
        return POLICIES.decide(caller, action, new ResourceRef(resource, "1", owner));
    }

    private static Arguments row(String action, String resource, Caller caller, String scope, String policy) {
        return Arguments.of(action, resource, caller, scope, policy);
    }

    private static Caller workload(String name) {
        return caller(name, name, false, Set.of(), Set.of(), List.of());
    }

    private static Caller scoped(Caller caller, String scope) {
        return new Caller(
                caller.workload(),
                caller.subject(),
                caller.person(),
                caller.roles(),
                scope.isEmpty() ? Set.of() : Set.of(scope),
                caller.actors(),
                caller.acr(),
                caller.authenticatedAt());
    }

    private static Caller as(Caller caller, String... roles) {
        return new Caller(
                caller.workload(),
                caller.subject(),
                caller.person(),
                Set.of(roles),
                caller.scopes(),
                caller.actors(),
                caller.acr(),
                caller.authenticatedAt());
    }
}
