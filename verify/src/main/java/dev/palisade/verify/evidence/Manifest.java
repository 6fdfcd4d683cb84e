package dev.palisade.verify.evidence;

import java.util.List;
import java.util.Map;

/**
 * What a folder of evidence holds; the signature is over it.
 *
 * @param platform what was examined: its front door
 * @param by who examined it: the user and the version of the kit
 * @param begun when (ISO 8601)
 * @param ended when (ISO 8601)
 * @param revision the revision of the repository; empty when it is none
 * @param artefacts the SHA-256 of each program that ran, by its name
 * @param catalogue the SHA-256 of the catalogue
 * @param attachments the SHA-256 of each file that lies beside the items, by its name
 * @param checks all checks that had to be made, in the order of the items
 * @param last the hash of the last item
 */
public record Manifest(
        String platform,
        String by,
        String begun,
        String ended,
        String revision,
        Map<String, String> artefacts,
        String catalogue,
        Map<String, String> attachments,
        List<String> checks,
        String last) {

    public Manifest {
        artefacts = Map.copyOf(artefacts);
        attachments = Map.copyOf(attachments);
        checks = List.copyOf(checks);
    }
}
