package dev.palisade.verify.report;

import dev.palisade.verify.landscape.Resources;
import java.util.List;

/**
 * Who answers for what.
 *
 * @param layers from policies to containers
 * @param patches until when a weakness has to be mended
 */
record Responsibilities(List<Layer> layers, List<Patch> patches) {

    /** Those that come with the program. */
    static Responsibilities ours() {
        return Resources.read("/report/responsibilities.yaml", Responsibilities.class);
    }

    /**
     * A layer.
     *
     * @param layer which
     * @param platform what the platform does
     * @param organisation what is left to whoever runs it
     * @param controls the ids of those that show the platform's part
     */
    record Layer(String layer, String platform, String organisation, List<String> controls) {}

    /**
     * A window.
     *
     * @param severity how bad a weakness is
     * @param days how many days there are
     */
    record Patch(String severity, int days) {}
}
