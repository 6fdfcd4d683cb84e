package dev.palisade.verify;

import dev.palisade.local.Json;
import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import dev.palisade.local.Status;
import dev.palisade.local.launcher.Palisade;
import dev.palisade.local.launcher.Subcommand;
import dev.palisade.local.launcher.Terminal;
import dev.palisade.local.process.KubectlProgram;
import dev.palisade.verify.attack.Attacks;
import dev.palisade.verify.attack.Scene;
import dev.palisade.verify.catalogue.Catalogue;
import dev.palisade.verify.catalogue.Control;
import dev.palisade.verify.catalogue.Git;
import dev.palisade.verify.cluster.ClusterAttacks;
import dev.palisade.verify.evidence.Evidence;
import dev.palisade.verify.evidence.InstallationKey;
import dev.palisade.verify.kit.Permission;
import dev.palisade.verify.kit.PortableKit;
import dev.palisade.verify.kit.Verdict;
import dev.palisade.verify.landscape.Landscape;
import dev.palisade.verify.mutant.Kill;
import dev.palisade.verify.mutant.KillMatrix;
import dev.palisade.verify.mutant.Mutants;
import dev.palisade.verify.mutant.WeakenedPlatform;
import dev.palisade.verify.mutant.Weakness;
import dev.palisade.verify.network.Paths;
import dev.palisade.verify.report.Report;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The command that attacks the running platform. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Attacks the running platform, as verify/controls.yaml says, and writes what came of it as evidence.",
            "Ends with 1 when a control failed."
        })
public final class Verify implements Subcommand {

    private static final int WEAKENED_PORTS = 3000;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Option(names = "--json", description = "One JSON object and nothing else.")
    private boolean json;

    @Option(names = "--control", paramLabel = "ID", description = "Only this control; may be given more than once.")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "Only the controls that this module of the repository keeps.")
    private @Nullable String service;

    @Option(
            names = "--since",
            paramLabel = "REV",
            description = "Only the controls that are kept by what has changed since this revision of Git.")
    private @Nullable String since;

    @Option(
            names = "--evidence",
            paramLabel = "DIR",
            description = "Where the evidence goes (evidence in the repository).")
    private @Nullable Path evidence;

    @Option(names = "--check", paramLabel = "DIR", description = "Attacks nothing, and checks this evidence instead.")
    private @Nullable Path check;

    @Option(
            names = "--key",
            paramLabel = "FINGERPRINT",
            description = "With --check and --scope: the fingerprint of the key that must have signed it.")
    private @Nullable String fingerprint;

    @Option(
            names = "--mutants",
            description = "Attacks nothing, and looks whether the checks notice each weakening of the catalogue.")
    private boolean mutants;

    @Option(
            names = "--weakened",
            paramLabel = "N",
            description = {
                "Starts a copy that is weakened in N places, chosen by --seed, and attacks that instead; ends with 0 when",
                "the attacks, or the tests where nothing shows outside, find every place."
            })
    private int weakened;

    @Option(names = "--sample", paramLabel = "N", description = "With --mutants: so many of them, chosen by --seed.")
    private int sample = Integer.MAX_VALUE;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "With --mutants and --weakened: chooses which (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--target",
            paramLabel = "FILE",
            description =
                    "Attacks the resource server or authorization server that this file describes (docs/verify.md).")
    private @Nullable Path target;

    @Option(
            names = "--cluster",
            paramLabel = "OVERLAY",
            description = {
                "Attacks the cluster of kubectl's current context instead, in which k8s/overlays/OVERLAY was applied.",
                "Nothing is changed there."
            })
    private @Nullable String overlay;

    @Option(
            names = "--probe",
            description =
                    "With --cluster: also makes a pod beside each workload, for some seconds, that tries to reach everyone.")
    private boolean probe;

    @Option(
            names = "--scope",
            paramLabel = "FILE",
            description = "With --target: the permission that its owner has signed, for what is not this machine.")
    private @Nullable Path scope;

    @Option(
            names = "--sign-scope",
            paramLabel = "FILE",
            description = "Attacks nothing, and signs this permission with the key of this installation.")
    private @Nullable Path signScope;

    /** For the service loader. */
    public Verify() {}

    @Override
    public Integer call() {
        if (check != null) {
            return checked(check);
        }
        if (signScope != null) {
            InstallationKey key = key();
            Permission.sign(signScope, key);
            System.out.println("Signed by the key " + key.fingerprint());
            return 0;
        }
        if (target != null) {
            return tell(PortableKit.attack(target, scope, fingerprint));
        }
        if (overlay != null) {
            return tell(ClusterAttacks.attack(
                    KubectlProgram.installed(),
                    Palisade.repo().resolve("k8s/overlays").resolve(overlay),
                    probe ? Optional.of(Paths.of(Palisade.repo())) : Optional.empty()));
        }
        if (weakened > 0) {
            return attackWeakened();
        }
        return mutants ? kill() : examine();
    }

    private int attackWeakened() {
        Path repository = Palisade.repo();
        List<Weakness> weaknesses = WeakenedPlatform.attack(
                repository,
                parent.platform().home().path().resolve("weakened"),
                System.getProperty("palisade.maven", "mvn"),
                WEAKENED_PORTS,
                chosen(catalogue(repository)),
                weakened,
                seed,
                json ? Progress.SILENT : new Terminal(System.err));
        long found =
                weaknesses.stream().filter(place -> !place.found().isEmpty()).count();
        if (json) {
            System.out.println(Json.write(
                    Map.of("seed", seed, "weakened", weaknesses.size(), "found", found, "places", weaknesses)));
        } else {
            weaknesses.forEach(place -> System.out.printf(
                    "%-9s %-15s %s%n          %s%n          instead of %s%n          seen: %s%n",
                    place.control(),
                    place.found().isEmpty() ? "NOT FOUND" : "found by " + place.found(),
                    place.file(),
                    place.replace(),
                    place.find(),
                    place.seen()));
            System.out.printf("weakened by seed %d: %d found of %d%n", seed, found, weaknesses.size());
        }
        return found == weaknesses.size() && found > 0 ? 0 : 1;
    }

    private InstallationKey key() {
        return InstallationKey.in(parent.platform().home().path().resolve("evidence-key"));
    }

    private int tell(List<Verdict> verdicts) {
        long held = count(verdicts, Verdict.Result.HELD);
        long open = count(verdicts, Verdict.Result.OPEN);
        long notMade = count(verdicts, Verdict.Result.NOT_MADE);
        if (json) {
            System.out.println(Json.write(Map.of("held", held, "open", open, "notMade", notMade, "attacks", verdicts)));
        } else {
            for (Verdict verdict : verdicts) {
                System.out.printf("%-8s %s: %s%n", verdict.result().words(), verdict.attack(), verdict.seen());
                if (verdict.result() == Verdict.Result.OPEN) {
                    System.out.println("         " + verdict.remedy());
                }
            }
            System.out.printf("attacks: %d held, %d open, %d not made%n", held, open, notMade);
        }
        return open == 0 && held > 0 ? 0 : 1;
    }

    private static long count(List<Verdict> verdicts, Verdict.Result result) {
        return verdicts.stream().filter(each -> each.result() == result).count();
    }

    private int kill() {
        Path repository = Palisade.repo();
        Catalogue catalogue = catalogue(repository);
        Terminal terminal = new Terminal(System.err);
        List<Kill> kills = Mutants.kill(
                repository,
                parent.platform().home().path().resolve("mutants"),
                System.getProperty("palisade.maven", "mvn"),
                chosen(catalogue),
                sample,
                seed,
                json ? Progress.SILENT : terminal);
        KillMatrix.of(repository).add(kills, catalogue);
        long killed = kills.stream().filter(Kill::killed).count();
        if (json) {
            System.out.println(Json.write(Map.of("mutants", kills.size(), "killed", killed, "kills", kills)));
        } else {
            System.out.printf("mutants: %d killed of %d%n", killed, kills.size());
        }
        return killed == kills.size() && killed > 0 ? 0 : 1;
    }

    private int examine() {
        Path repository = Palisade.repo();
        Catalogue catalogue = catalogue(repository);
        List<Control> controls = chosen(catalogue);
        Platform platform = parent.platform();
        requireRunning(platform.status());
        Terminal terminal = new Terminal(System.err);
        Instant begin = Instant.now();
        List<ControlResult> results = new Examination(new Scene(platform, repository), repository)
                .of(controls, json ? Progress.SILENT : terminal);
        Path folder = evidence == null ? repository.resolve("evidence") : evidence;
        InstallationKey key = key();
        Landscape landscape = Landscape.of(platform, repository);
        Report.of(platform, repository, results, landscape, begin).writeTo(folder, key);
        Summary summary = Summary.of(
                results,
                KillMatrix.mutants(catalogue),
                KillMatrix.of(repository).killed(catalogue));
        if (json) {
            System.out.println(Json.write(summary));
        } else {
            results.stream()
                    .filter(result -> result.outcome() != Outcome.SATISFIED)
                    .forEach(Verify::explain);
            System.out.println(summary.line());
            System.out.println("evidence: " + folder + ", signed by the key " + key.fingerprint());
        }
        return summary.failed() > 0 || summary.satisfied() == 0 ? 1 : 0;
    }

    private int checked(Path folder) {
        List<String> faults = Evidence.faults(folder, fingerprint, Instant.now());
        if (json) {
            System.out.println(Json.write(Map.of("accepted", faults.isEmpty(), "faults", faults)));
        } else {
            faults.forEach(System.err::println);
            System.out.println(faults.isEmpty() ? "The evidence is whole and as it was signed." : "Rejected.");
        }
        return faults.isEmpty() ? 0 : 1;
    }

    private static Catalogue catalogue(Path repository) {
        try {
            Catalogue catalogue = Catalogue.of(repository);
            List<String> faults = catalogue.faults(repository, Attacks.controls());
            if (!faults.isEmpty()) {
                throw new PlatformException("The catalogue of controls is broken:\n" + String.join("\n", faults));
            }
            return catalogue;
        } catch (Catalogue.BrokenException e) {
            throw new PlatformException(String.valueOf(e.getMessage()), e);
        }
    }

    private List<Control> chosen(Catalogue catalogue) {
        for (String id : ids) {
            if (catalogue.find(id).isEmpty()) {
                throw new PlatformException("There is no control " + id + ". verify/controls.yaml lists them.");
            }
        }
        Set<String> changed = since == null ? Set.of() : Git.changedSince(Palisade.repo(), since);
        List<Control> chosen = catalogue.controls().stream()
                .filter(control -> ids.isEmpty() || ids.contains(control.id()))
                .filter(control ->
                        service == null || control.where().stream().anyMatch(file -> file.startsWith(service + "/")))
                .filter(control -> since == null || changed.stream().anyMatch(control::isKeptBy))
                .toList();
        if (chosen.isEmpty()) {
            throw new PlatformException("No control is kept by "
                    + (since == null ? service : "what has changed since " + since) + ". Nothing was verified.");
        }
        return chosen;
    }

    private static void requireRunning(Status status) {
        List<String> missing = status.services().stream()
                .filter(each -> !each.healthy())
                .map(Status.ServiceStatus::name)
                .toList();
        if (!missing.isEmpty()) {
            throw new PlatformException("Nothing was verified: " + String.join(", ", missing)
                    + " does not run or is not ready. Start the platform with ./palisade up.");
        }
    }

    private static void explain(ControlResult result) {
        System.out.println(result.control().id() + " " + result.outcome().words() + ": "
                + result.control().claim());
        result.checks().stream()
                .map(CheckResult::reason)
                .filter(reason -> !reason.isEmpty())
                .distinct()
                .forEach(reason -> System.out.println("  " + reason));
        result.checks().stream()
                .flatMap(each -> each.faults().stream())
                .limit(10)
                .forEach(fault -> System.out.println("  " + fault.expected() + "; seen: " + fault.seen()));
    }
}
