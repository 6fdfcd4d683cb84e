package dev.palisade.local;

import dev.palisade.local.ca.CertificateAuthority;
import dev.palisade.local.ca.Identities;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.contract.ContractReport;
import dev.palisade.local.contract.Operations;
import dev.palisade.local.contract.Sources;
import dev.palisade.local.drift.Drift;
import dev.palisade.local.events.EventChain;
import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.postgres.PostgresServer;
import dev.palisade.local.valkey.ValkeyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * The whole platform on this machine: its certificate authority, PostgreSQL, Zipkin, and a JVM for each service. Every
 * process outlives this object, and every command finds out anew what runs.
 */
public final class Platform {

    private static final String CLIENT = "palisade-cli";
    private static final String REDIRECT = "http://127.0.0.1:8765/callback";

    private static final String POSTGRES = "postgres";
    private static final String ZIPKIN = "zipkin";
    private static final String OPERATOR = "operator";
    private static final int POSTGRES_PORT = 15432;
    private static final int ZIPKIN_PORT = 9411;
    private static final String VALKEY = "valkey";
    private static final int VALKEY_PORT = 16379;
    private static final int FIRST_GATEWAY_PORT = 8451; // where there are several
    private static final int LEAST_MEMORY = 2048;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Home home;
    private final Path repo;
    private final int portOffset;
    private final Processes processes;
    private final Secrets secrets;

    private Platform(Home home, Path repo, int portOffset) {
        this.home = home;
        this.repo = repo.toAbsolutePath().normalize();
        this.portOffset = portOffset;
        this.processes = new Processes(home);
        this.secrets = new Secrets(home);
    }

    /**
     * The platform that lives in this home. Opening it neither starts nor makes anything.
     *
     * @param home where everything of this machine is kept
     * @param repo the repository, whose built jars and configuration are run
     * @param portOffset added to every port, so that several platforms can run side by side
     */
    public static Platform open(Path home, Path repo, int portOffset) {
        return new Platform(new Home(home), repo, portOffset);
    }

    /** The folder of this platform. */
    public Home home() {
        return home;
    }

    /** Starts what does not run yet, with the usual options. */
    public void up(Progress progress) {
        up(UpOptions.USUAL, progress);
    }

    /**
     * Starts what does not run yet or was built anew, and waits until everything is ready. When something fails,
     * everything that this call started is stopped again.
     *
     * @throws PlatformException with what went wrong and the last lines of the log
     */
    public void up(UpOptions options, Progress progress) {
        exclusively(() -> {
            Instant begin = Instant.now();
            choose(options);
            checkMachine(options);
            try (Startup startup = new Startup(home, processes, progress, PATIENCE)) {
                Parts parts = prepare(options, startup, progress);
                startup.start(parts.all());
                startup.complete();
                parts.apps().forEach((service, app) -> apps().deleteOthers(service, app));
            }
            PrivateFiles.write(home.portOffset(), Integer.toString(portOffset));
            progress.done(String.format(
                    Locale.ROOT,
                    "everything is ready after %.1f s",
                    Duration.between(begin, Instant.now()).toMillis() / 1000.0));
            return true;
        });
    }

    /** Stops everything; returns whether anything ran. */
    public boolean down() {
        if (!Files.isDirectory(home.run())) {
            return false;
        }
        return exclusively(() -> {
            List<String> names = new ArrayList<>(processes.remembered());
            boolean any =
                    names.stream().anyMatch(name -> processes.running(name).isPresent());
            names.remove(POSTGRES);
            processes.stop(names);
            PostgresServer server = PostgresServer.existing(home.postgres(), postgresPort(), home.log(POSTGRES));
            any |= server.isRunning();
            server.stop();
            processes.forget(POSTGRES);
            Files.deleteIfExists(home.portOffset());
            return any;
        });
    }

    /** How everything is now. */
    public Status status() {
        Optional<Probe> probe =
                Files.exists(home.caCertificate()) ? Optional.of(new Probe(identity(OPERATOR))) : Optional.empty();
        Stream<Supplier<Status.ServiceStatus>> parts = Stream.concat(
                Stream.of(Service.values())
                        .map(service ->
                                () -> status(service.id, service.url(portOffset), "/actuator/health/readiness", probe)),
                Stream.of(() -> status(SandboxParts.NAME, sandbox().url(), SandboxParts.HEALTH, probe)));
        List<Status.ServiceStatus> services =
                parts.parallel().map(Supplier::get).toList();
        return new Status(
                url(Service.GATEWAY.id).toString(),
                url(Service.AUTH_SERVER.id).toString(),
                home.caCertificate().toString(),
                tracing().toString(),
                services,
                demoUsers());
    }

    /** Stops one service or the card provider and starts it again. */
    public void restart(String name, Progress progress) {
        restart(name, Map.of(), progress);
    }

    /**
     * Stops one service and starts it again with other settings, until the next restart or {@link #up}.
     *
     * @param settings environment variables, none of them secret
     */
    public void restart(String name, Map<String, String> settings, Progress progress) {
        Service service = name.equals(SandboxParts.NAME) ? null : service(name);
        exclusively(() -> {
            processes.stop(List.of(name));
            try (Startup startup = new Startup(home, processes, progress, PATIENCE)) {
                Probe probe = new Probe(identity(OPERATOR));
                Part usual = service == null
                        ? sandbox().part(url(Service.PAYMENT.id), probe)
                        : part(service, apps().prepare(service), probe);
                startup.start(List.of(usual.with(settings)));
                startup.complete();
            }
            return true;
        });
    }

    /** Ends one service, Zipkin or the identity agent at once, as a crash would. */
    public void kill(String name) {
        processes.kill(name);
    }

    /** The process of a part, if it runs: a service, {@code postgres}, {@code zipkin} or {@code identity-agent}. */
    public OptionalLong pid(String name) {
        return processes.running(name).map(run -> OptionalLong.of(run.pid())).orElseGet(OptionalLong::empty);
    }

    /** The address of a service. */
    public URI url(String name) {
        return service(name).url(portOffset);
    }

    /** The address of the card provider. */
    public URI paymentSandbox() {
        return sandbox().url();
    }

    /** The merchant's key at the card provider. */
    public String paymentSandboxKey() {
        return PrivateFiles.read(home.secrets(SandboxParts.NAME).resolve(Secrets.SANDBOX_API_KEY));
    }

    /** The addresses of the gateways themselves, behind the balancer where there are several. */
    public List<URI> gateways() {
        int number = home.lastOptions().gateways();
        return number == 1
                ? List.of(url(Service.GATEWAY.id))
                : IntStream.rangeClosed(1, number)
                        .mapToObj(each -> URI.create("https://localhost:" + gatewayPort(each)))
                        .toList();
    }

    /** Whether the services take their secrets from Vault; what lies in files is then of starts without it. */
    public boolean hasVault() {
        return home.lastOptions().vault().isPresent();
    }

    /** The address of the traces. */
    public URI tracing() {
        return URI.create("http://127.0.0.1:" + zipkinPort());
    }

    /** PostgreSQL, for looking at what is stored. */
    public PostgresServer postgres() {
        return PostgresServer.existing(home.postgres(), postgresPort(), home.log(POSTGRES));
    }

    /** A TLS context with a fresh certificate of the workload, for calling its neighbours in its name. */
    public SSLContext identity(String workload) {
        return authority().issue(workload, Duration.ofHours(1)).sslContext();
    }

    /** A TLS context that shows no certificate and trusts this platform only, as a browser would. */
    public SSLContext trust() {
        return Identity.trustOnly(authority().root());
    }

    /** The authority of this machine. */
    public CertificateAuthority authority() {
        if (!Files.exists(home.caCertificate())) {
            throw new PlatformException("Nothing was started in " + home.path() + " yet. Start it with ./palisade up.");
        }
        return CertificateAuthority.openOrCreate(home.ca());
    }

    /** An access token of a person, got with the authorization code flow and PKCE. */
    public String token(String user, String scope) {
        return String.valueOf(tokenResponse(user, scope, Progress.SILENT).get("access_token"));
    }

    /** The whole answer of the token endpoint; tells when it has to wait for the next code of a code generator. */
    public Map<?, ?> tokenResponse(String user, String scope, Progress progress) {
        SSLContext trust = trust();
        DemoUser person = demoUsers().stream()
                .filter(candidate -> candidate.name().equals(user))
                .findFirst()
                .orElseThrow(() -> new PlatformException("There is no " + user + ". The people are: "
                        + String.join(
                                ", ", demoUsers().stream().map(DemoUser::name).toList())
                        + "."));
        return new CodeFlow(url(Service.AUTH_SERVER.id), trust, CLIENT, REDIRECT)
                .withSecondFactor(person.totpSecret(), progress)
                .tokens(person.name(), person.password(), scope);
    }

    /** Who can sign in; nobody before the first start. */
    public List<DemoUser> demoUsers() {
        return secrets.demoUsers();
    }

    /** Whether everything that {@link #up} would start runs and is ready. */
    public boolean isUp(UpOptions options) {
        return names(options).stream().allMatch(name -> processes.running(name).isPresent()) && status().allHealthy();
    }

    /** Looks for whatever would keep the platform from running well. */
    public List<Check> examine() {
        return new Examination(home, repo, processes, ports()).checks();
    }

    /**
     * Compares the contracts with what runs.
     *
     * @throws PlatformException when a service has not been started
     */
    public ContractReport contracts() {
        List<String> services = Stream.of(Service.values())
                .filter(service -> service != Service.AUTH_SERVER) // its contract is its metadata (RFC 8414)
                .map(service -> service.id)
                .toList();
        Map<String, Set<String>> served = new LinkedHashMap<>();
        services.forEach(service -> served.put(service, Sources.said(home.log(service), "served")));
        return ContractReport.of(
                Sources.contracts(repo, services),
                new Operations(served),
                Sources.said(home.log(Service.GATEWAY.id), "routes"),
                Sources.traffic(tracing(), services));
    }

    /**
     * Compares what runs with the repository.
     *
     * @throws PlatformException when nothing was ever started
     */
    public Drift drift() {
        return new DriftCheck(this, repo, processes).drift();
    }

    /** The chains of security events, one for each process that has written one or whose log says so. */
    public List<EventChain> events() {
        return named(home.logs(), ".log").stream()
                .map(name -> EventChain.of(
                        home.events(name), List.of(home.log(name), home.logs().resolve(name + ".log.1"))))
                .filter(chain -> chain.events() > 0 || !chain.findings().isEmpty())
                .toList();
    }

    private static List<String> named(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder + ".", e);
        }
    }

    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            ports.put(service.id, service.basePort + portOffset);
        }
        ports.put(SandboxParts.NAME, SandboxParts.BASE_PORT + portOffset);
        ports.put(POSTGRES, postgresPort());
        ports.put(ZIPKIN, zipkinPort());
        if (hasVault()) {
            ports.put(VaultParts.NAME, vaultPort());
        }
        return ports;
    }

    /** Secrets of two sorts do not mix: what runs was given one of them. */
    private void choose(UpOptions options) {
        boolean wanted = options.vault().isPresent();
        boolean runs = processes.remembered().stream()
                .anyMatch(name -> processes.running(name).isPresent());
        if (runs && wanted != hasVault()) {
            throw new PlatformException(
                    "The platform runs with" + (wanted ? "out" : "") + " Vault. Stop it first: ./palisade down");
        }
        if (runs && options.gateways() != home.lastOptions().gateways()) {
            throw new PlatformException("The platform runs with "
                    + home.lastOptions().gateways() + " gateways. Stop it first: ./palisade down");
        }
        home.remember(options);
    }

    private Parts prepare(UpOptions options, Startup startup, Progress progress) {
        progress.working("preparing certificates and secrets");
        PrivateFiles.directory(home.path());
        CertificateAuthority authority = CertificateAuthority.openOrCreate(home.ca());
        Identities identities = new Identities(authority, home.identities(), options.certificateLifetime());
        for (Service service : Service.values()) {
            if (options.vault().isPresent()) {
                PrivateFiles.delete(home.identities().resolve(service.id));
            } else {
                identities.current(service.id);
            }
        }
        identities.current(OPERATOR);
        identities.current(SandboxParts.NAME);
        if (options.vault().isPresent()) {
            secrets.ensurePeople();
        } else {
            secrets.ensure();
        }
        secrets.sandbox();
        Probe probe = new Probe(identity(OPERATOR));
        List<Part> parts = new ArrayList<>();
        if (options.tracing()) {
            // It waits for nobody, so it may begin while PostgreSQL and the services are being prepared.
            Part zipkin = zipkin(probe);
            startup.launch(zipkin);
            parts.add(zipkin);
        }
        parts.add(sandbox().part(url(Service.PAYMENT.id), probe));
        VaultParts vault = vault(authority);
        if (options.vault().isPresent()) {
            Part server = vault.part();
            startup.launch(server);
            parts.add(server);
        }
        startPostgres(identities.current(POSTGRES), startup, progress);
        options.vault().ifPresent(wanted -> {
            progress.working("preparing vault");
            vault.bootstrap(postgres(), wanted, demoUsers(), secrets.lookupKey(), secrets.sandbox())
                    .forEach(progress::working);
        });

        Map<Service, Path> apps = new EnumMap<>(Service.class);
        inParallel(Service.values().length, Stream.of(Service.values()).toList(), service -> {
                    progress.working("unpacking " + service.id);
                    return apps().prepare(service);
                })
                .forEach(apps::put);
        if (options.fastStarts()) {
            train(apps, progress);
            // Whoever was trained has used up its secret id.
            options.vault().ifPresent(wanted -> vault.deliver(postgres(), wanted));
        }

        Agent agent = new Agent(home);
        parts.add(agent.part(options, postgresPort(), vault.url()));
        apps.forEach((service, app) -> parts.add(part(service, app, probe)));
        if (options.gateways() > 1) {
            parts.add(valkey(identities.current(VALKEY)));
            List<Integer> gateways = new ArrayList<>();
            for (int number = 1; number <= options.gateways(); number++) {
                gateways.add(gatewayPort(number));
                if (number > 1) {
                    parts.add(gateway(number, Objects.requireNonNull(apps.get(Service.GATEWAY)), probe));
                }
            }
            parts.add(agent.balancer(Service.GATEWAY.basePort + portOffset, gateways));
        }
        return new Parts(parts, apps);
    }

    private void startPostgres(Identity identity, Startup startup, Progress progress) {
        progress.working("starting postgres");
        Instant begin = Instant.now();
        PostgresServer server = PostgresServer.at(home.postgres(), postgresPort(), identity, home.log(POSTGRES));
        boolean before = server.isRunning();
        if (!before) {
            startup.onFailure(() -> {
                server.stop();
                processes.forget(POSTGRES);
            });
            server.start();
        } else {
            server.reload();
        }
        if (!hasVault()) {
            for (Service service : Service.values()) {
                server.databases()
                        .provision(service.database, secrets.ownerPassword(service), secrets.appPassword(service));
            }
        }
        if (before) {
            progress.done("postgres runs already");
            return;
        }
        long pid = server.pid().orElseThrow();
        long milliseconds = Duration.between(begin, Instant.now()).toMillis();
        Instant start = ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .orElse(begin);
        processes.remember(new Run(POSTGRES, pid, start, postgresPort(), "", "", milliseconds));
        progress.done(String.format(Locale.ROOT, "postgres ready in %.1f s", milliseconds / 1000.0));
    }

    private void train(Map<Service, Path> apps, Progress progress) {
        List<Service> untrained = apps.entrySet().stream()
                .filter(entry -> !Apps.isTrained(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (untrained.isEmpty()) {
            return;
        }
        progress.done("preparing fast starts (once per build)");
        inParallel(2, untrained, service -> {
            progress.working("preparing fast starts: " + service.id);
            Path app = apps.get(service);
            if (app != null && !apps().train(service, app, environment(service))) {
                progress.done(service.id + " will start slowly; the reason is in " + apps().log(service));
            }
            return service;
        });
    }

    private Part part(Service service, Path app, Probe probe) {
        return service == Service.GATEWAY && home.lastOptions().gateways() > 1
                ? gateway(1, app, probe)
                : part(service.id, service, service.url(portOffset), app, probe);
    }

    /** One of several, which listens beside the port that the balancer has. */
    private Part gateway(int number, Path app, Probe probe) {
        URI url = URI.create("https://localhost:" + gatewayPort(number));
        return part(gatewayName(number), Service.GATEWAY, url, app, probe)
                .with(Map.of(
                        "SERVER_PORT",
                        Integer.toString(gatewayPort(number)),
                        "PALISADE_GATEWAY_THROTTLE_STORE",
                        VALKEY,
                        "PALISADE_GATEWAY_THROTTLE_SERVER",
                        "localhost:" + valkeyPort(),
                        "PALISADE_GATEWAY_THROTTLE_GATEWAYS",
                        Integer.toString(home.lastOptions().gateways())));
    }

    private static String gatewayName(int number) {
        return number == 1 ? Service.GATEWAY.id : Service.GATEWAY.id + "-" + number;
    }

    private Part valkey(Identity identity) {
        PrivateFiles.directory(home.valkey());
        ValkeyFiles files = new ValkeyFiles(home.valkey(), valkeyPort());
        files.write(identity, secrets.throttlePassword());
        return new Part(
                VALKEY,
                valkeyPort(),
                "",
                Integer.toString(valkeyPort()),
                files.command(),
                Map.of(),
                home.valkey(),
                () -> !Machine.isFree(valkeyPort()));
    }

    private Part part(String name, Service service, URI url, Path app, Probe probe) {
        URI health = url.resolve("/actuator/health/readiness");
        Map<String, String> environment = new TreeMap<>(environment(service));
        environment.put("PALISADE_EVENTS_FILE", home.events(name).toString());
        return new Part(
                name,
                url.getPort(),
                url.toString(),
                version(service, app.getFileName().toString()),
                apps().command(service, app),
                environment,
                app,
                () -> probe.isReady(health));
    }

    /** What is started: the program, its configuration and its environment. */
    String version(Service service, String program) {
        return program + " " + configuration(service) + " "
                + environment(service).hashCode();
    }

    private Part zipkin(Probe probe) {
        Path jar = repo.resolve("local/target/zipkin-server.jar");
        Path copy = PrivateFiles.directory(home.app(ZIPKIN)).resolve("zipkin-server.jar");
        try {
            if (!Files.exists(jar)) {
                throw new PlatformException(
                        "There is no " + jar + ". Build it with mvn package -pl local, or use up --no-zipkin.");
            }
            if (!Files.exists(copy) || Files.size(copy) != Files.size(jar)) {
                Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            String version = Long.toString(Files.size(copy));
            List<String> command = List.of(
                    Java.program(),
                    "-Xmx96m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Darmeria.ports[0].ip=127.0.0.1",
                    "-Darmeria.ports[0].port=" + zipkinPort(),
                    "-Darmeria.ports[0].protocols[0]=http",
                    "-jar",
                    copy.toString());
            Map<String, String> environment = Map.of(
                    "QUERY_PORT", Integer.toString(zipkinPort()), "STORAGE_TYPE", "mem", "MEM_MAX_SPANS", "20000");
            URI health = tracing().resolve("/health");
            return new Part(
                    ZIPKIN,
                    zipkinPort(),
                    tracing().toString(),
                    version + " " + portOffset,
                    command,
                    environment,
                    home.app(ZIPKIN),
                    () -> probe.isReady(health));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + jar + ".", e);
        }
    }

    /** None of it is secret: the environment of a process is easily seen. */
    private Map<String, String> environment(Service service) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("SPRING_PROFILES_ACTIVE", "local");
        environment.put("SPRING_CONFIG_ADDITIONAL_LOCATION", "file:" + repo.resolve("config-repo") + "/");
        environment.put("SPRING_CONFIG_NAME", "application," + service.id);
        environment.put("SPRING_CONFIG_IMPORT", "configtree:" + home.secrets(service.id) + "/");
        environment.put(
                "PALISADE_IDENTITY_DIRECTORY",
                home.identities().resolve(service.id).toString());
        ports().forEach((name, port) -> environment.put(
                "PALISADE_PORTS_" + name.replace("-", "").toUpperCase(Locale.ROOT), Integer.toString(port)));
        if (service == Service.AUTH_SERVER) {
            environment.put("PALISADE_AUTH_MAILBOX", "page"); // mails stay on this machine
        }
        UpOptions options = home.lastOptions();
        options.metrics().ifPresent(receiver -> {
            environment.put("PALISADE_METRICS_ENABLED", "true");
            environment.put("PALISADE_METRICS_URL", receiver.toString());
        });
        options.vault().ifPresent(vault -> {
            environment.remove("SPRING_CONFIG_IMPORT");
            environment.putAll(vault(authority()).environment(service, options, vault));
        });
        return environment;
    }

    private SandboxParts sandbox() {
        return new SandboxParts(home, repo, SandboxParts.BASE_PORT + portOffset);
    }

    private VaultParts vault(CertificateAuthority authority) {
        return new VaultParts(home, repo, vaultPort(), authority);
    }

    private String configuration(Service service) {
        List<Path> files = Stream.of("application.yml", service.id + ".yml")
                .map(repo.resolve("config-repo")::resolve)
                .filter(Files::exists)
                .toList();
        return Digest.of(files);
    }

    private void checkMachine(UpOptions options) {
        List<String> missing = names(options).stream()
                .filter(name -> processes.running(name).isEmpty())
                .toList();
        listening(options).forEach((name, port) -> {
            boolean ours = !missing.contains(name)
                    || (name.equals(POSTGRES) && postgres().isRunning());
            if (!ours && !Machine.isFree(port)) {
                throw new PlatformException("Port " + port + ", which " + name
                        + " needs, is used by another program. Stop that program, or use other ports: ./palisade up"
                        + " --port-offset 100");
            }
        });
        boolean startsServices = Stream.of(Service.values()).anyMatch(service -> missing.contains(service.id));
        OptionalLong memory = Machine.availableMemory();
        if (startsServices && memory.isPresent() && memory.getAsLong() < LEAST_MEMORY) {
            throw new PlatformException(
                    "Only " + memory.getAsLong() + " MiB of memory are free, and the platform needs " + LEAST_MEMORY
                            + ". Close other programs, and try again.");
        }
    }

    private List<String> names(UpOptions options) {
        List<String> names = new ArrayList<>(
                Stream.of(Service.values()).map(service -> service.id).toList());
        names.add(SandboxParts.NAME);
        names.add(POSTGRES);
        names.add(Agent.NAME);
        if (options.tracing()) {
            names.add(ZIPKIN);
        }
        if (options.vault().isPresent()) {
            names.add(VaultParts.NAME);
        }
        if (options.gateways() > 1) {
            names.add(VALKEY);
            names.add(Agent.BALANCER);
            for (int number = 2; number <= options.gateways(); number++) {
                names.add(gatewayName(number));
            }
        }
        return names;
    }

    /** Who listens where: the port of the one gateway is the balancer's where there are several. */
    private Map<String, Integer> listening(UpOptions options) {
        Map<String, Integer> listening = ports();
        if (options.gateways() > 1) {
            listening.put(Agent.BALANCER, Service.GATEWAY.basePort + portOffset);
            listening.put(VALKEY, valkeyPort());
            for (int number = 1; number <= options.gateways(); number++) {
                listening.put(gatewayName(number), gatewayPort(number));
            }
        }
        return listening;
    }

    private int gatewayPort(int number) {
        return FIRST_GATEWAY_PORT - 1 + number + portOffset;
    }

    private int valkeyPort() {
        return VALKEY_PORT + portOffset;
    }

    private Status.ServiceStatus status(String name, URI url, String health, Optional<Probe> probe) {
        Optional<Run> run = processes.running(name);
        if (run.isEmpty()) {
            return new Status.ServiceStatus(name, url.toString(), false, null, null, null);
        }
        boolean healthy = probe.isPresent() && probe.get().isReady(url.resolve(health));
        OptionalLong memory = Machine.residentMemory(run.get().pid());
        return new Status.ServiceStatus(
                name,
                url.toString(),
                healthy,
                run.get().pid(),
                run.get().startedInMs(),
                memory.isPresent() ? Long.valueOf(memory.getAsLong()) : null);
    }

    private Service service(String name) {
        return Service.named(name)
                .orElseThrow(() -> new PlatformException("There is no service " + name + ". They are: "
                        + String.join(
                                ", ",
                                Stream.of(Service.values())
                                        .map(service -> service.id)
                                        .toList()) + "."));
    }

    private Apps apps() {
        return new Apps(home, repo);
    }

    private int postgresPort() {
        return POSTGRES_PORT + portOffset;
    }

    private int vaultPort() {
        return VaultParts.BASE_PORT + portOffset;
    }

    private int zipkinPort() {
        return ZIPKIN_PORT + portOffset;
    }

    /** Two commands that change the same home would undo each other's work. */
    private <T> T exclusively(Callable<T> action) {
        Path file = PrivateFiles.directory(home.run()).resolve("lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new PlatformException("Another command is starting or stopping the platform in " + home.path()
                        + ". Wait until it is done.");
            }
            return action.call();
        } catch (OverlappingFileLockException e) {
            throw new PlatformException("The platform in " + home.path() + " is being started or stopped.", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Cannot work in " + home.path() + ".", e);
        }
    }

    private static <T> Map<Service, T> inParallel(int width, List<Service> services, Step<T> step) {
        Map<Service, T> results = new EnumMap<>(Service.class);
        try (ExecutorService executor = Executors.newFixedThreadPool(width)) {
            Map<Service, Future<T>> futures = new EnumMap<>(Service.class);
            services.forEach(service -> futures.put(service, executor.submit(() -> step.of(service))));
            for (Map.Entry<Service, Future<T>> entry : futures.entrySet()) {
                results.put(entry.getKey(), entry.getValue().get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The command was interrupted.", e);
        }
    }

    private record Parts(List<Part> all, Map<Service, Path> apps) {}

    @FunctionalInterface
    private interface Step<T> {
        T of(Service service);
    }
}
