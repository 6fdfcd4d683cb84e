package dev.palisade.local;

import dev.palisade.local.ca.IdentityRequest;
import dev.palisade.local.contract.ContractReport.Difference;
import dev.palisade.local.drift.Drift;
import dev.palisade.local.drift.Schemas;
import dev.palisade.local.drift.ShownCertificate;
import dev.palisade.local.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Looks at each process, each database and the operations, and compares them with the repository. */
final class DriftCheck {

    private final Platform platform;
    private final Path repository;
    private final Processes processes;
    private final SSLContext trust;
    private final Drift.Comparison comparison = new Drift.Comparison();

    DriftCheck(Platform platform, Path repository, Processes processes) {
        this.platform = platform;
        this.repository = repository;
        this.processes = processes;
        this.trust = platform.trust();
    }

    Drift drift() {
        Stream.of(Service.values()).forEach(this::process);
        PostgresServer server = platform.postgres();
        if (server.isRunning()) {
            Stream.of(Service.values()).forEach(service -> schema(service, server));
        }
        if (Stream.of(Service.values())
                .allMatch(service -> processes.running(service.id).isPresent())) {
            String others = platform.contracts().differences().stream()
                    .map(Difference::operation)
                    .collect(Collectors.joining(", "));
            comparison.of("contracts", "operations", "", others);
        }
        return comparison.result();
    }

    private void process(Service service) {
        Optional<Run> run = processes.running(service.id);
        comparison.of(service.id, "process", "running", run.isPresent() ? "running" : "not running");
        if (run.isEmpty()) {
            return;
        }
        Path jar = repository.resolve(service.id).resolve("target").resolve(service.id + ".jar");
        String[] declared = platform.version(service, Files.exists(jar) ? Digest.of(List.of(jar)) : "not-built")
                .split(" ");
        String[] running = run.get().version().split(" ");
        comparison.of(service.id, "program", declared[0], running[0]);
        comparison.of(service.id, "configuration", declared[1], running[1]);
        comparison.of(service.id, "settings", declared[2], running[2]);
        boolean several = service == Service.GATEWAY && platform.gateways().size() > 1; // each has settings of its own
        comparison.of(
                service.id, "started", "as usual", running.length == 3 || several ? "as usual" : "with other settings");
        String shown = ShownCertificate.at(platform.url(service.id), trust)
                .map(ShownCertificate::name)
                .orElse("none that can be trusted");
        comparison.of(service.id, "certificate", "spiffe://" + IdentityRequest.TRUST_DOMAIN + "/" + service.id, shown);
    }

    private void schema(Service service, PostgresServer server) {
        String declared = Schemas.declared(repository.resolve(service.id)).toString();
        try {
            String applied = Schemas.applied(server, service.database).toString();
            comparison.of("database " + service.database, "migrations", declared, applied);
        } catch (SQLException e) {
            comparison.of("database " + service.database, "migrations", declared, "not to be read: " + e.getMessage());
        }
    }
}
