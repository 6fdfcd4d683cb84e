package dev.palisade.local;

import dev.palisade.local.files.PrivateFiles;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder in which the platform keeps everything that belongs to this machine and to nobody else.
 *
 * @param path the folder, usually {@code .palisade} in the repository
 */
public record Home(Path path) {

    private static final String OPTIONS_FILE = "options.json";

    public Home {
        path = path.toAbsolutePath().normalize();
    }

    /** The certificate authority. */
    public Path ca() {
        return path.resolve("ca");
    }

    /** The certificate that clients of the platform are to trust. */
    public Path caCertificate() {
        return ca().resolve("root.pem");
    }

    /** One folder for each workload's certificate and key. */
    public Path identities() {
        return path.resolve("identities");
    }

    /** A workload's secrets, one file per property. */
    public Path secrets(String workload) {
        return path.resolve("secrets").resolve(workload);
    }

    /** The database server. One whose users Vault makes is another than one whose passwords lie in files. */
    public Path postgres() {
        return path.resolve(lastOptions().vault().isPresent() ? "postgres-vault" : "postgres");
    }

    /** Vault, its recovery key, and what it and its agent lay down for the services. */
    public Path vault() {
        return path.resolve("vault");
    }

    /** Valkey, where several gateways share their throttles. */
    public Path valkey() {
        return path.resolve("valkey");
    }

    /** How the platform was started last; the usual way before the first start. */
    UpOptions lastOptions() {
        Path file = path.resolve(OPTIONS_FILE);
        return Files.exists(file) ? Json.read(PrivateFiles.read(file), UpOptions.class) : UpOptions.USUAL;
    }

    void remember(UpOptions options) {
        PrivateFiles.write(path.resolve(OPTIONS_FILE), Json.write(options));
    }

    /** The versions of a program that were made ready to run. */
    public Path app(String name) {
        return path.resolve("apps").resolve(name);
    }

    /** The folder of the logs. */
    public Path logs() {
        return path.resolve("logs");
    }

    /** What a process wrote. */
    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    /** The records of running processes. */
    public Path run() {
        return path.resolve("run");
    }

    /** The record of one running process. */
    public Path run(String name) {
        return run().resolve(name + ".json");
    }

    /** The security events of one process. */
    public Path events(String name) {
        return path.resolve("events").resolve(name + ".jsonl");
    }

    /** What the running platform adds to every port. */
    public Path portOffset() {
        return run().resolve("port-offset");
    }
}
