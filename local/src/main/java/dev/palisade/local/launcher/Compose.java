package dev.palisade.local.launcher;

import dev.palisade.local.PlatformException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The platform in containers, by {@code docker-compose.yml}: what {@code docker compose} does, from the one command line. */
final class Compose {

    private final Path repo;

    Compose(Path repo) {
        this.repo = repo;
    }

    /** Builds the images, starts everything, waits until it is healthy, and tells who can sign in. */
    void up() {
        run("up", "--build", "--wait");
        System.out.println();
        System.out.println("  shop      https://localhost:8443");
        System.out.println("  sign-in   https://localhost:9443");
        System.out.println();
        run("run", "--rm", "--no-deps", "people");
    }

    /** Stops everything; volumes stay for the next start. */
    void down() {
        run("down");
    }

    private void run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "compose"));
        command.addAll(List.of(arguments));
        try {
            int code = new ProcessBuilder(command)
                    .directory(repo.toFile())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new PlatformException("'" + String.join(" ", command) + "' ended with " + code
                        + "; what is wrong stands above, and 'docker compose logs' tells more.");
            }
        } catch (IOException e) {
            throw new PlatformException(
                    "There is no docker with compose on the PATH. Install it, or use ./palisade up without --compose.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while docker compose ran.", e);
        }
    }
}
