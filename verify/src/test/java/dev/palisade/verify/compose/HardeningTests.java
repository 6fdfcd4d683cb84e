package dev.palisade.verify.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every container is hardened, and the check that says so notices when one is not. */
class HardeningTests {

    private static final Path REPO = Path.of("..").toAbsolutePath().normalize();

    @Test
    void composeFileWhenCheckedThenEveryContainerIsHardened() throws IOException {
        assertThat(Hardening.findings(compose())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            user: "65532:65532"                            | user: "0:0"                              | gateway: it has no numeric user other than root
            user: "65532:65532"                            | user: palisade                           | postgres: it has no numeric user other than root
            read_only: true                                | read_only: false                         | cart-service: its root file system can be written
            cap_drop: [ALL]                                | cap_drop: [NET_RAW]                      | vault: it keeps capabilities
            pids_limit: 256                                | privileged: true                         | valkey: it says something about being privileged
            "no-new-privileges:true"                       | "seccomp:unconfined"                     | auth-server: it may gain privileges
            mem_limit: 96m                                 | cpus: 1                                  | valkey: its memory has no limit
            pids_limit: 256                                | cpus: 1                                  | vault-agent: its processes have no limit
            rw,noexec,nosuid,nodev,size=64m,mode=1777"]    | rw,exec"]                                | payment-service: its /tmp is not a bounded memory that nothing is executed in
            restart: unless-stopped                        | restart: "no"                            | postgres: nobody restarts it
            max-size: 10m,                                 | compress: "true",                        | catalog-service: its log grows for ever
            network_mode: none                             | network_mode: host                       | vault-prepare: it shares the host's network_mode
            postgres:18.6-trixie                           | postgres:latest                          | postgres: its image has no exact version
            openbao/openbao:2.4.0                          | openbao/openbao                          | vault: its image has no exact version
            127.0.0.1:8443:8443                            | 8443:8443                                | gateway: it publishes [8443:8443]
            networks: [valkey]                             | networks: [valkey, edge]                 | valkey: it is in the networks [edge, valkey]
            services: { internal: true }                   | services: {}                             | the network services: it is not internal
            PGDATA: /var/lib/postgresql/18/docker          | POSTGRES_PASSWORD: x                     | postgres: its environment has POSTGRES_PASSWORD
            - ./docker/valkey:/etc/palisade:ro             | - ./docker/valkey:/etc/palisade          | valkey: it can write to the host, at ./docker/valkey
            - valkey-acl:/acl:ro                           | - offline:/acl:ro                        | valkey: it sees the volume offline
            volume: { subpath: postgres-password }         | volume: {}                               | postgres: it sees the volume offline
            - valkey-acl:/acl:ro                           | - vault-tls:/acl:ro                      | valkey: it sees the volume vault-tls
            - login-cart-service:/login                    | - login-gateway:/login                   | cart-service: it sees the volume login-gateway
            - login-cart-service:/login                    | - login-cart-service:/login:ro           | cart-service: it cannot take a used login away
            """)
    void composeFileWhenOnePointIsMissingThenItIsReported(String point, String broken, String finding)
            throws IOException {
        String compose = compose();
        assertThat(compose).contains(point);

        assertThat(Hardening.findings(compose.replace(point, broken))).contains(finding);
    }

    @Test
    void dockerfileWhenReadThenTheLastImagesBeginEmptyAndRunAsNobody() throws IOException {
        List<String> stages =
                List.of(Pattern.compile("(?m)^FROM ").split(Files.readString(REPO.resolve("Dockerfile")), -1));

        for (String image : List.of("local", "service")) {
            assertThat(stages)
                    .filteredOn(stage -> stage.startsWith("scratch AS " + image + "\n"))
                    .singleElement()
                    .asString()
                    .contains("USER 65532:65532")
                    .contains("ENTRYPOINT [\"/opt/jre/bin/java\"")
                    .contains("org.opencontainers.image.source", "org.opencontainers.image.revision")
                    .doesNotContain("\nRUN ");
        }
    }

    @Test
    void containersWhenAnEngineRunsThemThenTheyAreHardened() throws IOException, InterruptedException {
        String running = docker("ps", "--quiet", "--filter", "label=com.docker.compose.project=palisade");
        assumeThat(running).as("no platform runs in containers here").isNotBlank();

        String[] ids = running.split("\\s+");
        String[] command = new String[ids.length + 3];
        command[0] = "inspect";
        command[1] = "--format";
        command[2] =
                "{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}"
                        + " {{gt .HostConfig.Memory 0}} {{.HostConfig.PidsLimit}} {{.HostConfig.Privileged}}";
        System.arraycopy(ids, 0, command, 3, ids.length);
        assertThat(docker(command).lines())
                .hasSize(ids.length)
                .allMatch(line ->
                        line.matches("65532:65532 true \\[ALL] \\[no-new-privileges:true] true [1-9][0-9]* false"));
    }

    private static String compose() throws IOException {
        return Files.readString(REPO.resolve("docker-compose.yml"));
    }

    /** What the command says; nothing where there is no engine. */
    private static String docker(String... arguments) throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder("docker");
            builder.command().addAll(List.of(arguments));
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? output.strip() : "";
        } catch (IOException e) {
            return "";
        }
    }
}
