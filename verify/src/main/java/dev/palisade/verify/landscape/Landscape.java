package dev.palisade.verify.landscape;

import dev.palisade.local.Platform;
import dev.palisade.local.contract.ContractReport;
import dev.palisade.local.drift.Drift;
import java.nio.file.Path;
import java.util.List;

/**
 * What was found on the running platform and in the repository beside the outcome of the controls: the matter of the
 * documents that an organisation keeps.
 *
 * @param assets what is worth protecting
 * @param flows who talks to whom, as it is declared and as it was seen
 * @param grants what people were given
 * @param suppliers whose work runs here
 * @param contracts how contracts, handlers, routes and traffic agree
 * @param drift how what runs differs from the repository
 */
public record Landscape(
        List<Asset> assets,
        List<Flow> flows,
        List<Granted> grants,
        List<Supplier> suppliers,
        ContractReport contracts,
        Drift drift) {

    public Landscape {
        assets = List.copyOf(assets);
        flows = List.copyOf(flows);
        grants = List.copyOf(grants);
        suppliers = List.copyOf(suppliers);
    }

    /**
     * Looks at a running platform.
     *
     * @param repository what it runs from
     */
    public static Landscape of(Platform platform, Path repository) {
        return new Landscape(
                Assets.of(platform, repository),
                Flows.of(repository, Flows.seen(platform.tracing())),
                Granted.of(platform),
                Supplier.of(repository),
                platform.contracts(),
                platform.drift());
    }

    /**
     * Something that is worth protecting.
     *
     * @param kind what sort of thing it is
     * @param name its name
     * @param where where it is
     * @param about what matters of it: what it holds, until when it is valid
     */
    public record Asset(String kind, String name, String where, String about) {}

    /**
     * Somebody talks to somebody.
     *
     * @param from who begins
     * @param to who answers
     * @param what what for
     * @param declared whether the repository says that this may be
     * @param seen how often the traces show it
     */
    public record Flow(String from, String to, String what, boolean declared, long seen) {

        /** Whether it is not declared and was seen: nobody decided that this may be. */
        public boolean isUndeclared() {
            return !declared && seen > 0;
        }
    }
}
