package dev.palisade.local.drift;

import dev.palisade.local.PlatformException;
import dev.palisade.local.process.KubectlProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares a cluster with an overlay: the API server says what applying the overlay would change. What an overlay does not
 * name (a field that a controller sets, an object of somebody else) is no difference.
 */
public final class ClusterDrift {

    private static final Pattern OBJECT = Pattern.compile("(?m)^kind: ");
    private static final Pattern DIFFERENCE = Pattern.compile("(?m)^diff -u -N \\S*/(\\S+) \\S+$");
    private static final int DIFFERS = 1; // of kubectl diff; more than that is a failure

    private final KubectlProgram kubectl;

    /** By this program, in its cluster. */
    public ClusterDrift(KubectlProgram kubectl) {
        this.kubectl = kubectl;
    }

    /**
     * Asks the cluster.
     *
     * @param overlay a folder with a {@code kustomization.yaml}
     * @throws PlatformException when the overlay cannot be read, or the cluster does not answer or knows not all of it
     */
    public Drift drift(Path overlay) {
        String declared =
                kubectl.run("", "kustomize", overlay.toString()).orThrow().output();
        KubectlProgram.Answer answer =
                kubectl.run(declared, "diff", "--server-side", "--force-conflicts", "--filename=-");
        String text =
                answer.exit() == DIFFERS ? answer.output() : answer.orThrow().output();
        List<Drift.Difference> differences = new ArrayList<>();
        Matcher each = DIFFERENCE.matcher(text);
        while (each.find()) {
            int end = text.indexOf("\ndiff -u -N ", each.end());
            String lines = text.substring(each.end(), end < 0 ? text.length() : end);
            boolean missing = lines.contains("\n@@ -0,0 ");
            String should = missing ? "there" : changed(lines, '+');
            String is = missing ? "not there" : changed(lines, '-');
            if (!should.equals(is)) {
                differences.add(new Drift.Difference("cluster", name(each.group(1)), should, is));
            }
        }
        return new Drift((int) OBJECT.matcher(declared).results().count(), differences);
    }

    /** From {@code apps.v1.Deployment.palisade.gateway}. */
    private static String name(String file) {
        return file.replaceFirst("^(?:[a-z0-9.-]+\\.)?v[a-z0-9]+\\.", "")
                .replace('.', ' ')
                .strip();
    }

    /** The lines of one side, without how often the object was changed. */
    private static String changed(String lines, char side) {
        return lines.lines()
                .filter(line -> !line.isEmpty() && line.charAt(0) == side && !line.startsWith(side + "" + side + side))
                .map(line -> line.substring(1).strip())
                .filter(line -> !line.startsWith("generation: "))
                .collect(Collectors.joining("; "));
    }
}
