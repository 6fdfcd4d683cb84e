package dev.palisade.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What the machine has to offer. */
final class Machine {

    private Machine() {}

    /** Whether nobody listens on the port. */
    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The memory that programs may still use, in MiB; unknown outside of Linux. */
    static OptionalLong availableMemory() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** The memory that the process occupies, in KiB. */
    static OptionalLong residentMemory(long pid) {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
            String output = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return output.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(output));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
