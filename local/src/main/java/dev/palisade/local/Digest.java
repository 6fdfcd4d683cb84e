package dev.palisade.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4): names for content that change when it does. */
public final class Digest {

    private Digest() {}

    /** The 64 hexadecimal digits, for a text in UTF-8. */
    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no SHA-256.", e);
        }
    }

    /** Sixteen hexadecimal digits for what some files hold. */
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
