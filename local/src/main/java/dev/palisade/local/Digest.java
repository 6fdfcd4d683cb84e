package dev.palisade.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;

/** A short name for the content of some files: it changes when they do. */
public final class Digest {

    private Digest() {}

    /** Sixteen hexadecimal digits. */
    public static String of(Collection<Path> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (Path file : files) {
                try (InputStream content = Files.newInputStream(file)) {
                    for (int count = content.read(buffer); count > 0; count = content.read(buffer)) {
                        digest.update(buffer, 0, count);
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no SHA-256.", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + files + ".", e);
        }
    }
}
