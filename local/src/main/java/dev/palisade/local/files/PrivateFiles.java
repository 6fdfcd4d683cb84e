package dev.palisade.local.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes files with mode 0600 in folders with mode 0700. A file appears complete or not at all: it is written beside
 * its place and then moved over it.
 */
public final class PrivateFiles {

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    /** Creates the folder and its missing parents, and takes the folder's permissions from everyone but its owner. */
    public static Path directory(Path directory) {
        try {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(FOLDER));
            Files.setPosixFilePermissions(directory, FOLDER);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create the folder " + directory + ".", e);
        }
    }

    /** Replaces the content of the file in one step. */
    public static void write(Path file, String content) {
        try {
            Path temporary = temporary(file, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ".", e);
        }
    }

    /** The content of the file, without the line break at its end. */
    public static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ".", e);
        }
    }

    /** Removes the folder and everything in it; a folder that is not there is no error. */
    public static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + directory + ".", e);
        }
    }

    private static Path temporary(Path file, String content) throws IOException {
        Path folder = directory(file.toAbsolutePath().resolveSibling(".").normalize());
        Path temporary = Files.createTempFile(
                folder, "." + file.getFileName(), ".tmp", PosixFilePermissions.asFileAttribute(FILE));
        Files.writeString(temporary, content, StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return temporary;
    }
}
