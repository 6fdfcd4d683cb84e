package dev.palisade.local.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes files with mode 0644 for readers that run under other users. The folder decides who they are: a volume that only
 * they mount, or a folder inside one that is private. A file appears complete or not at all.
 */
public final class SharedFiles {

    private SharedFiles() {}

    /** Replaces the content of the file in one step. */
    public static void write(Path file, String content) {
        try {
            Path folder = file.toAbsolutePath().resolveSibling(".").normalize();
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
            Files.writeString(temporary, content);
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ".", e);
        }
    }
}
