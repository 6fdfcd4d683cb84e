package dev.palisade.verify.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The statements about the policies, each for every kind of request that the schema allows. */
final class Proofs {

    private final PolicyFiles files;
    private final Prover prover;
    private final List<Signature> kinds;

    Proofs(PolicyFiles files, Prover prover) {
        this.files = files;
        this.prover = prover;
        this.kinds = Signature.all(files.schema());
    }

    List<Proof> all() {
        List<Proof> proofs = new ArrayList<>();
        Policy.all(files.properties()).forEach(property -> proofs.add(property(property)));
        Policy.all(files.policies()).forEach(policy -> proofs.add(policy(policy)));
        proofs.addAll(sinceRelease());
        return proofs;
    }

    /** The policies permit no more than the property. */
    private Proof property(Policy property) {
        String claim = String.join(" ", property.annotation("claim"));
        List<Signature> about = kinds.stream()
                .filter(kind -> isNamed(property.annotation("actions"), kind.action()))
                .filter(kind -> isNamed(property.annotation("principal"), kind.principal()))
                .toList();
        Set<String> unknown = new TreeSet<>(property.annotation("actions"));
        kinds.forEach(kind -> unknown.remove(kind.action()));
        if (about.isEmpty() || !unknown.isEmpty()) {
            return Proof.refuted(property.id(), claim, "The schema does not know what it is about: " + unknown);
        }
        for (Signature kind : about) {
            Optional<String> more = prover.moreThan(files.policies(), property.text(), kind);
            if (more.isPresent()) {
                return Proof.refuted(property.id(), claim, more.get());
            }
        }
        return Proof.proved(property.id(), claim);
    }

    private static boolean isNamed(List<String> names, String name) {
        return names.isEmpty() || names.contains(name);
    }

    /** A policy can always be decided, and is there for something. */
    private Proof policy(Policy policy) {
        String claim = "can be decided for every request, and permits some";
        boolean matches = false;
        for (Signature kind : kinds) {
            if (isNamed(List.copyOf(policy.actions()), kind.action())) {
                Optional<String> error = prover.error(policy, kind);
                if (error.isPresent()) {
                    return Proof.refuted(policy.id(), claim, error.get());
                }
                matches |= prover.matches(policy, kind);
            }
        }
        return matches
                ? Proof.proved(policy.id(), claim)
                : Proof.refuted(policy.id(), claim, "There is no request that it says anything of.");
    }

    /** Nothing more is permitted than at the last release, but for what is named. */
    private List<Proof> sinceRelease() {
        Map<String, String> more = new LinkedHashMap<>();
        kinds.forEach(kind -> prover.moreThan(files.policies(), files.released(), kind)
                .ifPresent(request -> more.putIfAbsent(kind.action(), request)));
        List<Proof> proofs = new ArrayList<>();
        Set<String> actions = new TreeSet<>();
        kinds.forEach(kind -> actions.add(kind.action()));
        actions.addAll(files.granted());
        for (String action : actions) {
            boolean named = files.granted().contains(action);
            String claim = named
                    ? "is permitted to more requests than at the last release, as granted.md says"
                    : "is permitted to no request that was refused at the last release";
            if (named == more.containsKey(action)) {
                proofs.add(Proof.proved(action, claim));
            } else {
                proofs.add(Proof.refuted(
                        action, claim, more.getOrDefault(action, "granted.md names it, and nothing was granted.")));
            }
        }
        return proofs;
    }

    /** What a change of the policies grants and takes, for each kind of request. */
    Map<Signature, Change> since(String before) {
        Map<Signature, Change> changes = new LinkedHashMap<>();
        for (Signature kind : kinds) {
            Optional<String> more = prover.moreThan(files.policies(), before, kind);
            Optional<String> less = prover.moreThan(before, files.policies(), kind);
            changes.put(kind, new Change(more, less));
        }
        return changes;
    }

    /**
     * What a change did for one kind of request.
     *
     * @param granted a request that is permitted now and was not before
     * @param taken a request that was permitted before and is not now
     */
    record Change(Optional<String> granted, Optional<String> taken) {

        String word() {
            if (granted.isPresent()) {
                return taken.isPresent() ? "grants and takes" : "grants more";
            }
            return taken.isPresent() ? "takes" : "the same";
        }
    }
}
