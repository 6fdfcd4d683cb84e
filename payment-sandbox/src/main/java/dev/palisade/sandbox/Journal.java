package dev.palisade.sandbox;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A file that is only ever added to: one line for each change, with its checksum before it. What {@link #sync} returned
 * from is there after any crash; a last line that a crash has torn is cut off when the journal is opened.
 */
final class Journal implements AutoCloseable {

    private static final int CHECKSUM = 8;

    private final FileChannel channel;
    private final Object syncing = new Object();
    private long written;
    private long synced;

    private Journal(FileChannel channel, long length) {
        this.channel = channel;
        this.written = length;
        this.synced = length;
    }

    /**
     * Opens the journal of this file and reads it from its beginning.
     *
     * @param replay is given each line in its order
     * @throws IOException when it cannot be read, somebody else has it, or a line other than the last is damaged
     */
    static Journal open(Path file, Consumer<String> replay) throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IOException("Another process writes to " + file);
        }
        long good = read(file, replay);
        channel.truncate(good);
        channel.position(good);
        channel.force(true);
        return new Journal(channel, good);
    }

    /** Adds a line; returns the position behind it, which {@link #sync} makes last. */
    synchronized long append(String line) {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(text.length + CHECKSUM + 2);
        buffer.put((checksum(text) + " ").getBytes(StandardCharsets.US_ASCII));
        buffer.put(text).put((byte) '\n').flip();
        try {
            while (buffer.hasRemaining()) {
                written += channel.write(buffer);
            }
            return written;
        } catch (IOException e) {
            // Whether it is there is unknown, and only reading the file anew tells.
            throw new JournalException(e);
        }
    }

    /** Returns when everything up to this position is on the disk; those who wait together share one sync. */
    void sync(long position) {
        synchronized (syncing) {
            if (synced >= position) {
                return;
            }
            long end = position();
            try {
                channel.force(false);
            } catch (IOException e) {
                throw new JournalException(e);
            }
            synced = end;
        }
    }

    synchronized long position() {
        return written;
    }

    @Override
    public void close() throws IOException {
        sync(position());
        channel.close();
    }

    /** Returns how many bytes are good. */
    private static long read(Path file, Consumer<String> replay) throws IOException {
        long good = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.write(next);
                    continue;
                }
                byte[] bytes = line.toByteArray();
                if (!isGood(bytes)) {
                    if (in.read() < 0) {
                        return good;
                    }
                    throw new IOException(file + " is damaged at byte " + good);
                }
                replay.accept(new String(bytes, CHECKSUM + 1, bytes.length - CHECKSUM - 1, StandardCharsets.UTF_8));
                good += bytes.length + 1;
                line.reset();
            }
        }
        return good;
    }

    private static boolean isGood(byte[] line) {
        if (line.length <= CHECKSUM || line[CHECKSUM] != ' ') {
            return false;
        }
        byte[] text = new byte[line.length - CHECKSUM - 1];
        System.arraycopy(line, CHECKSUM + 1, text, 0, text.length);
        return new String(line, 0, CHECKSUM, StandardCharsets.US_ASCII).equals(checksum(text));
    }

    private static String checksum(byte[] text) {
        CRC32C checksum = new CRC32C();
        checksum.update(text);
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }

    /** The disk does not take what is written; the process cannot go on. */
    static final class JournalException extends RuntimeException {

        @java.io.Serial
        private static final long serialVersionUID = 1L;

        JournalException(IOException cause) {
            super("The journal cannot be written", cause);
        }
    }
}
