package dev.palisade.local;

import java.nio.file.Path;

/**
 * The folder in which the platform keeps everything that belongs to this machine and to nobody else.
 *
 * @param path the folder, usually {@code .palisade} in the repository
 */
public record Home(Path path) {

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

    /** The database server. */
    public Path postgres() {
        return path.resolve("postgres");
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

    /** What the running platform adds to every port. */
    public Path portOffset() {
        return run().resolve("port-offset");
    }
}
