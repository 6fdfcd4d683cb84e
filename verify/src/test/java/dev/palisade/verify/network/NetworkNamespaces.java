package dev.palisade.verify.network;

import dev.palisade.local.process.Programs;
import dev.palisade.verify.network.Nftables.Pod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A network without a cluster: for each pod a network namespace of the kernel, with a cable to one switch, and a process
 * in it that answers at the pod's ports. Needs root, {@code ip} and {@code nft}.
 */
final class NetworkNamespaces implements AutoCloseable {

    private final String prefix = "plsd" + ProcessHandle.current().pid() + "-";
    private final List<String> namespaces = new ArrayList<>();
    private final List<Process> listeners = new ArrayList<>();
    private final Map<String, Pod> pods = new LinkedHashMap<>();

    /** Whether one can be made here. */
    static boolean isAvailable() {
        return "root".equals(System.getProperty("user.name"))
                && Stream.of("ip", "nft")
                        .allMatch(program -> Programs.onPath(program)
                                .or(() -> Stream.of(Path.of("/usr/sbin", program))
                                        .filter(Files::isExecutable)
                                        .findFirst())
                                .isPresent());
    }

    NetworkNamespaces() {
        add("switch");
        in("switch", "ip", "link", "add", "bridge", "type", "bridge");
        in("switch", "ip", "link", "set", "bridge", "up");
    }

    /** Adds a pod that answers at its ports. */
    void add(Pod pod) {
        String name = pod.name();
        int number = pods.size();
        add(name);
        pods.put(name, pod);
        in(
                "switch",
                "ip",
                "link",
                "add",
                "port" + number,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                prefix + name);
        in("switch", "ip", "link", "set", "port" + number, "master", "bridge", "up");
        in(name, "ip", "link", "set", "lo", "up");
        in(name, "ip", "addr", "add", pod.address() + "/32", "dev", "eth0");
        in(name, "ip", "link", "set", "eth0", "up");
        in(name, "ip", "route", "add", "default", "dev", "eth0"); // everyone is a neighbour on the one switch
        listeners.add(listen(name, pod.ports()));
    }

    /** Gives a pod its rules. */
    void filter(String pod, String rules) {
        run(rules, inside(pod, "nft", "-f", "-"));
    }

    /** Which of these a pod gets an answer from, each an address and a port. */
    List<String> ask(String pod, List<String> targets) {
        return run("", inside(pod, probe("ask", targets))).lines().toList();
    }

    private Process listen(String name, List<String> ports) {
        try {
            Process process = new ProcessBuilder(inside(name, probe("listen", ports)))
                    .redirectErrorStream(true)
                    .start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            String line = output.readLine();
            if (!"ready".equals(line)) {
                throw new IllegalStateException("The process in " + name + " did not start: " + line);
            }
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] probe(String word, List<String> targets) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx32m",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                Probe.class.getName(),
                word));
        command.addAll(targets);
        return command.toArray(String[]::new);
    }

    private void add(String name) {
        run("", List.of("ip", "netns", "add", prefix + name));
        namespaces.add(prefix + name);
    }

    private void in(String name, String... command) {
        run("", inside(name, command));
    }

    private List<String> inside(String name, String... command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", prefix + name));
        whole.addAll(Arrays.asList(command));
        return whole;
    }

    private static String run(String input, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
            Process process = builder.start();
            try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
                stdin.write(input);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        for (Process listener : listeners) {
            listener.destroy();
            try {
                listener.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        namespaces.forEach(name -> run("", List.of("ip", "netns", "del", name)));
    }
}
