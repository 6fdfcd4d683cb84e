package dev.palisade.verify.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The threat model: by trust boundary, and there by STRIDE.
 *
 * @param boundaries where something crosses
 */
record Threats(List<Boundary> boundaries) {

    private static final String FILE = "/report/threats.yaml";

    /** The one that comes with the program. */
    static Threats ours() {
        return JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .build()
                .convertValue(tree(FILE), Threats.class);
    }

    /** What a YAML file that comes with the program holds. */
    static Map<?, ?> tree(String name) {
        try (InputStream file = Objects.requireNonNull(Threats.class.getResourceAsStream(name))) {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
