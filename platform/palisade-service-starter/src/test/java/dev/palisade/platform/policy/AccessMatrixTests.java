package dev.palisade.platform.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.platform.access.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The matrix in the documents is what the policies decide, each cell asked for; with {@code -Dpalisade.matrix.update=true}
 * it is written anew.
 */
class AccessMatrixTests {

    private static final Path PAGE = Path.of("..", "..", "docs", "access-matrix.md");
    private static final String BEGIN = "<!-- decided by the policies -->\n";
    private static final String END = "<!-- end -->\n";
    private static final Path CEDAR = Path.of("..", "..", "policies", "src", "main", "cedar");
    private static final Pattern ACTIONS =
            Pattern.compile("action ([\\w, ]+) appliesTo \\{ principal: \\[?[\\w, ]+]?, resource: (\\w+)");
    private static final Pattern SCOPES = Pattern.compile("scopes\\.contains\\(\"([^\"]+)\"\\)");

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Policies POLICIES = Policies.load(Clock.fixed(NOW, ZoneOffset.UTC));
    private static final String TWO_FACTORS = "urn:palisade:acr:two-factors";
    private static final List<String> ROLES =
            List.of("customer", "merchandiser", "support", "auditor", "administrator");
    private static final List<String> WORKLOADS =
            List.of("gateway", "cart-service", "catalog-service", "payment-service", "auth-server", "payment-sandbox");

    private record Operation(String action, String resource) {}

    @Test
    void pageWhenComparedWithThePoliciesThenHasTheirMatrix() throws IOException {
        String page = Files.readString(PAGE);
        String decided =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + matrix() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("palisade.matrix.update")) {
            Files.writeString(PAGE, decided);
        }
        assertThat(Files.readString(PAGE))
                .as("run this test with -Dpalisade.matrix.update=true")
                .isEqualTo(decided);
    }

    private static String matrix() throws IOException {
        Set<String> scopes = scopes();
        StringBuilder table = new StringBuilder("| action | resource | ");
        ROLES.forEach(role -> table.append(role).append(" | "));
        table.append("cart-service for a customer | by itself |\n|---|---|");
        table.append("---|".repeat(ROLES.size() + 2)).append('\n');
        for (Operation operation : operations()) {
            table.append("| `%s` | %s | ".formatted(operation.action(), operation.resource()));
            for (String role : ROLES) {
                Caller person = new Caller(
                        "gateway", "alice", true, Set.of(role), scopes, List.of("gateway"), TWO_FACTORS, NOW);
                table.append(cell(person, operation)).append(" | ");
            }
            Caller cart = new Caller(
                    "cart-service",
                    "alice",
                    true,
                    Set.of("customer"),
                    scopes,
                    List.of("cart-service", "gateway"),
                    TWO_FACTORS,
                    NOW);
            table.append(cell(cart, operation)).append(" | ");
            table.append(String.join(
                            ", ",
                            WORKLOADS.stream()
                                    .filter(workload -> permitted(workload(workload, scopes), operation, "alice"))
                                    .toList()))
                    .append(" |\n");
        }
        return table.toString();
    }

    private static Caller workload(String name, Set<String> scopes) {
        return new Caller(name, name, false, Set.of(), scopes, List.of(), "", null);
    }

    private static String cell(Caller caller, Operation operation) {
        boolean own = permitted(caller, operation, "alice");
        boolean others = permitted(caller, operation, "bob");
        if (!own && !others) {
            return "";
        }
        Caller byPassword = new Caller(
                caller.workload(),
                caller.subject(),
                true,
                caller.roles(),
                caller.scopes(),
                caller.actors(),
                "urn:palisade:acr:one-factor",
                NOW);
        return (others ? "any" : "own") + (permitted(byPassword, operation, "alice") ? "" : ", second factor");
    }

    private static boolean permitted(Caller caller, Operation operation, String owner) {
        return POLICIES.decide(caller, operation.action(), new ResourceRef(operation.resource(), "1", owner))
                .permitted();
    }

    private static List<Operation> operations() throws IOException {
        List<Operation> operations = new ArrayList<>();
        Matcher declared = ACTIONS.matcher(Files.readString(CEDAR.resolve("palisade.cedarschema")));
        while (declared.find()) {
            for (String action : declared.group(1).split(", ")) {
                operations.add(new Operation(action, declared.group(2)));
            }
        }
        assertThat(operations).as("each that the schema declares").hasSizeGreaterThan(15);
        return operations;
    }

    /** All that any policy asks for, so that a cell shows what a role may at most. */
    private static Set<String> scopes() throws IOException {
        Set<String> scopes = new TreeSet<>();
        try (Stream<Path> files = Files.list(CEDAR)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".cedar")).toList()) {
                SCOPES.matcher(Files.readString(file)).results().forEach(scope -> scopes.add(scope.group(1)));
            }
        }
        return scopes;
    }
}
