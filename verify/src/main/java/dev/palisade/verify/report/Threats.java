package dev.palisade.verify.report;

import dev.palisade.verify.landscape.Resources;
import java.util.List;
import java.util.Map;

/**
 * The threat model: by trust boundary, and there by STRIDE.
 *
 * @param boundaries where something crosses
 */
record Threats(List<Boundary> boundaries) {

    private static final String FILE = "/report/threats.yaml";

    /** The one that comes with the program. */
    static Threats ours() {
        return Resources.read(FILE, Threats.class);
    }

    /**
     * Between two parts.
     *
     * @param name which
     * @param spoofing being somebody else
     * @param tampering changing something
     * @param repudiation denying it later
     * @param informationDisclosure reading something
     * @param denialOfService keeping others from it
     * @param elevationOfPrivilege doing more than one may
     */
    record Boundary(
            String name,
            Cell spoofing,
            Cell tampering,
            Cell repudiation,
            Cell informationDisclosure,
            Cell denialOfService,
            Cell elevationOfPrivilege) {

        /** The cells by the words of STRIDE. */
        List<Map.Entry<String, Cell>> cells() {
            return List.of(
                    Map.entry("Spoofing", spoofing),
                    Map.entry("Tampering", tampering),
                    Map.entry("Repudiation", repudiation),
                    Map.entry("Information disclosure", informationDisclosure),
                    Map.entry("Denial of service", denialOfService),
                    Map.entry("Elevation of privilege", elevationOfPrivilege));
        }
    }

    /**
     * A threat.
     *
     * @param threat what somebody would do
     * @param controls the ids of those that stand against it; none is a gap
     */
    record Cell(String threat, List<String> controls) {}
}
