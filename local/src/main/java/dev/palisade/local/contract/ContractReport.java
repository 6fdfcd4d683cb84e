package dev.palisade.local.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What does not agree.
 *
 * @param operations how many the contracts name
 * @param served how many the services say that they serve
 * @param routes how many the gateway says that it passes on
 * @param observed how many different ones the traces show; null when there are no traces
 * @param differences what should not be; empty when all is well
 * @param unused what the contracts name and the traces do not show, which is no fault
 */
public record ContractReport(
        int operations,
        int served,
        int routes,
        @Nullable Integer observed,
        List<Difference> differences,
        List<String> unused) {

    private static final String GATEWAY = "gateway";
    private static final String PUBLISHED = " /api/";

    /**
     * A difference.
     *
     * @param kind in a word
     * @param service where it is
     * @param operation the method and the path
     * @param meaning what it means, in a sentence
     */
    public record Difference(String kind, String service, String operation, String meaning) {}

    /**
     * Compares them.
     *
     * @param contracts what each service publishes, the gateway's own answers among them
     * @param served what the handlers of each process answer
     * @param routes what the gateway passes on
     * @param traffic what was answered with success; null when nobody looked
     */
    public static ContractReport of(
            Operations contracts, Operations served, Set<String> routes, @Nullable Operations traffic) {
        List<Difference> differences = new ArrayList<>();
        Set<String> services = new TreeSet<>(contracts.byService().keySet());
        services.addAll(served.byService().keySet());
        Set<String> published = new TreeSet<>();
        List<String> unused = new ArrayList<>();
        for (String service : services) {
            if (!service.equals(GATEWAY)) {
                contracts.of(service).stream()
                        .filter(operation -> operation.contains(PUBLISHED))
                        .forEach(published::add);
            }
        }
        for (String service : services) {
            Set<String> contract = contracts.of(service);
            for (String operation : minus(served.of(service), contract)) {
                differences.add(
                        new Difference("shadow", service, operation, "It is served, and no contract names it."));
            }
            for (String operation : minus(contract, served.of(service))) {
                differences.add(
                        new Difference("zombie", service, operation, "The contract names it, and nothing serves it."));
            }
            if (traffic != null) {
                Set<String> passedOn = service.equals(GATEWAY) ? published : Set.of();
                for (String operation : minus(minus(traffic.of(service), contract), passedOn)) {
                    differences.add(new Difference(
                            "shadow-traffic", service, operation, "It was answered, and no contract names it."));
                }
                minus(contract, traffic.of(service)).forEach(operation -> unused.add(service + ": " + operation));
            }
        }
        for (String operation : minus(routes, published)) {
            differences.add(
                    new Difference("shadow-route", GATEWAY, operation, "It has a route, and no contract names it."));
        }
        for (String operation : minus(published, routes)) {
            differences.add(new Difference(
                    "missing-route", GATEWAY, operation, "The contract publishes it, and no route leads there."));
        }
        return new ContractReport(
                contracts.size(),
                served.size(),
                routes.size(),
                traffic == null ? null : traffic.size(),
                differences,
                unused);
    }

    private static Set<String> minus(Set<String> all, Set<String> others) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return rest;
    }
}
