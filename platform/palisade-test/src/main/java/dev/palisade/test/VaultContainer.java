package dev.palisade.test;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import dev.palisade.local.vault.VaultServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Runs OpenBao's image where a Docker engine answers, with the configuration, the ports and the user of a process. */
final class VaultContainer implements VaultServer.Launcher {

    /** The image of {@code docker-compose.yml}. */
    private static final DockerImageName IMAGE = DockerImageName.parse("openbao/openbao:2.4.0");

    private static final Path SOCKET = Path.of("/var/run/docker.sock");
    private static final long PULL_MINUTES = 5;

    private VaultContainer() {}

    /**
     * Runs the image; empty where none can be run. The container uses the network and a folder of the host, which an
     * engine on another machine, or in one as on macOS, does not have.
     */
    static Optional<VaultServer.Launcher> launcher() {
        return Holder.LAUNCHER;
    }

    @Override
    public VaultServer.Running launch(Path directory, Path configuration, Path log) throws IOException {
        String user = Files.getAttribute(directory, "unix:uid") + ":" + Files.getAttribute(directory, "unix:gid");
        Bind folder = new Bind(directory.toString(), new Volume(directory.toString()), AccessMode.rw);
        GenericContainer<?> container = new GenericContainer<>(IMAGE)
                .withNetworkMode("host")
                .withCommand("server", "-config=" + configuration)
                .withLogConsumer(line -> append(log, line.getUtf8String()))
                .withCreateContainerCmdModifier(create -> {
                    create.withEntrypoint("/bin/bao").withUser(user);
                    Objects.requireNonNullElseGet(create.getHostConfig(), HostConfig::new)
                            .withBinds(folder);
                });
        container.start();
        return new Started(container);
    }

    private static void append(Path log, String line) {
        try {
            Files.writeString(log, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Started(GenericContainer<?> container) implements VaultServer.Running {

        @Override
        public boolean isAlive() {
            return container.isRunning();
        }

        @Override
        public void stop() {
            container.stop();
        }

        @Override
        public void hang(boolean hangs) {
            if (hangs) {
                container
                        .getDockerClient()
                        .pauseContainerCmd(container.getContainerId())
                        .exec();
            } else {
                container
                        .getDockerClient()
                        .unpauseContainerCmd(container.getContainerId())
                        .exec();
            }
        }
    }

    private static final class Holder {

        private static final Optional<VaultServer.Launcher> LAUNCHER = find();

        private static Optional<VaultServer.Launcher> find() {
            if (!System.getProperty("os.name").equals("Linux") || Files.notExists(SOCKET)) {
                return Optional.empty();
            }
            DockerClientFactory docker = DockerClientFactory.instance();
            return docker.isDockerAvailable()
                            && docker.dockerHostIpAddress().equals("localhost")
                            && canBeHad(docker.client())
                    ? Optional.of(new VaultContainer())
                    : Optional.empty();
        }

        private static boolean canBeHad(DockerClient docker) {
            try {
                docker.inspectImageCmd(IMAGE.asCanonicalNameString()).exec();
                return true;
            } catch (NotFoundException absent) {
                return pull(docker);
            }
        }

        private static boolean pull(DockerClient docker) {
            try {
                return docker.pullImageCmd(IMAGE.getUnversionedPart())
                        .withTag(IMAGE.getVersionPart())
                        .start()
                        .awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES);
            } catch (DockerException noRegistry) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
