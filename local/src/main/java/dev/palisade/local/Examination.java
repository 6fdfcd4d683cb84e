package dev.palisade.local;

import dev.palisade.local.ca.Identities;
import dev.palisade.local.ca.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** What {@code doctor} looks at. */
final class Examination {

    private static final long LEAST_DISK = 2048;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Home home;
    private final Path repo;
    private final Processes processes;
    private final Map<String, Integer> ports;
    private final List<Check> checks = new ArrayList<>();

    Examination(Home home, Path repo, Processes processes, Map<String, Integer> ports) {
        this.home = home;
        this.repo = repo;
        this.processes = processes;
        this.ports = ports;
    }

    List<Check> checks() {
        int version = Runtime.version().feature();
        add("jdk", version >= 25, Runtime.version() + " in " + System.getProperty("java.home"));
        maven();
        ports.forEach(this::port);
        memory();
        disk();
        permissions();
        certificates();
        processes.remembered().forEach(this::process);
        return List.copyOf(checks);
    }

    private void maven() {
        String maven = System.getProperty("palisade.maven", "");
        add("maven", !maven.isEmpty(), maven.isEmpty() ? "no mvn on the PATH; install Maven 3.8 or newer" : maven);
    }

    private void port(String name, int port) {
        boolean ours = processes.running(name).isPresent();
        boolean free = Machine.isFree(port);
        String state =
                ours ? "used by our " + name : free ? "free" : "used by another program; stop it, or use --port-offset";
        add("port " + port + " (" + name + ")", ours || free, state);
    }

    private void memory() {
        OptionalLong available = Machine.availableMemory();
        boolean running = processes.running(Service.GATEWAY.id).isPresent();
        add(
                "memory",
                available.isEmpty() || running || available.getAsLong() >= 2048,
                available.isEmpty() ? "unknown on this system" : available.getAsLong() + " MiB free");
    }

    private void disk() {
        try {
            long free = Files.getFileStore(repo).getUsableSpace() / (1024 * 1024);
            add("disk", free >= LEAST_DISK, free + " MiB free, " + LEAST_DISK + " needed");
        } catch (IOException e) {
            add("disk", false, "cannot be read: " + e.getMessage());
        }
    }

    private void permissions() {
        if (!Files.exists(home.path())) {
            add("home", true, home.path() + " is not made yet");
            return;
        }
        try (Stream<Path> secrets = Stream.of(
                        home.path(), home.ca(), home.identities(), home.path().resolve("secrets"))
                .filter(Files::exists)) {
            List<Path> open = new ArrayList<>();
            for (Path folder : secrets.toList()) {
                if (!Files.getPosixFilePermissions(folder).equals(OWNER_ONLY)) {
                    open.add(folder);
                }
            }
            add(
                    "home",
                    open.isEmpty(),
                    open.isEmpty()
                            ? home.path() + " is readable by its owner only"
                            : "others may read: chmod 700 " + open);
        } catch (IOException e) {
            add("home", false, "cannot be read: " + e.getMessage());
        }
    }

    private void certificates() {
        if (!Files.isDirectory(home.identities())) {
            return;
        }
        try (Stream<Path> folders = Files.list(home.identities())) {
            boolean agent = processes.running(Agent.NAME).isPresent();
            for (Path folder : folders.sorted().toList()) {
                var certificate = Identity.readFrom(folder).certificate();
                Duration age = Identities.age(certificate);
                Duration life = Identities.life(certificate);
                // Without the agent nothing runs that needs them, and the next start renews them.
                boolean fresh = !agent
                        || age.multipliedBy(3).compareTo(life.multipliedBy(2).plusMinutes(3)) < 0;
                add(
                        "certificate of " + folder.getFileName(),
                        fresh,
                        "%d of %d minutes old".formatted(age.toMinutes(), life.toMinutes()));
            }
        } catch (IOException | RuntimeException e) {
            add("certificates", false, "cannot be read: " + e.getMessage());
        }
    }

    private void process(String name) {
        boolean runs = processes.running(name).isPresent();
        add("process " + name, runs, runs ? "runs" : "ended by itself; see " + home.log(name));
    }

    private void add(String name, boolean ok, String detail) {
        checks.add(new Check(name, ok, detail));
    }
}
