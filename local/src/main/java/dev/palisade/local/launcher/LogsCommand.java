package dev.palisade.local.launcher;

import dev.palisade.local.Home;
import dev.palisade.local.LogLine;
import dev.palisade.local.PlatformException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "logs", mixinStandardHelpOptions = true, description = "Shows the last lines of one log, or of all.")
final class LogsCommand implements Callable<Integer> {

    private static final String SUFFIX = ".log";
    private static final int LONGEST_PIECE = 1 << 20;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "A service, payment-sandbox, postgres, zipkin, identity-agent or build; all when missing.")
    private @Nullable String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on until Ctrl-C.")
    private boolean follow;

    @Option(names = "--raw", description = "As it was written, in JSON.")
    private boolean raw;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "100",
            description = "How many lines of each (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Override
    public Integer call() throws InterruptedException {
        Map<Path, Long> positions = new LinkedHashMap<>();
        for (Path log : logs(parent.platform().home())) {
            positions.put(log, last(log));
        }
        while (follow) {
            for (Map.Entry<Path, Long> entry : positions.entrySet()) {
                entry.setValue(next(entry.getKey(), entry.getValue()));
            }
            System.out.flush();
            Thread.sleep(300);
        }
        return 0;
    }

    private List<Path> logs(Home home) {
        String wanted = name;
        if (wanted != null && Files.exists(home.log(wanted))) {
            return List.of(home.log(wanted));
        }
        List<Path> all = all(home);
        if (wanted != null) {
            throw new PlatformException("There is no log of " + wanted + ". There are: "
                    + String.join(", ", all.stream().map(LogsCommand::title).toList()) + ".");
        }
        return all;
    }

    private static List<Path> all(Home home) {
        if (!Files.isDirectory(home.logs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(home.logs())) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + home.logs() + ".", e);
        }
    }

    private long last(Path log) {
        try {
            long size = Files.size(log);
            List<String> text =
                    read(log, Math.max(0, size - LONGEST_PIECE), size).lines().toList();
            text.stream().skip(Math.max(0, text.size() - lines)).forEach(line -> print(log, line));
            return size;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + log + ".", e);
        }
    }

    private long next(Path log, long position) {
        try {
            long size = Files.size(log);
            // A shorter file is a new one: the process was started again.
            long from = size < position ? 0 : position;
            String text = read(log, from, Math.min(size, from + LONGEST_PIECE));
            int end = text.lastIndexOf('\n') + 1;
            text.substring(0, end).lines().forEach(line -> print(log, line));
            return from + text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
        } catch (IOException e) {
            return 0;
        }
    }

    private static String read(Path log, long from, long to) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] piece = new byte[(int) (to - from)];
            file.seek(from);
            file.readFully(piece);
            return new String(piece, StandardCharsets.UTF_8);
        }
    }

    private void print(Path log, String line) {
        String text = raw ? line : LogLine.readable(line);
        System.out.println(name == null ? title(log) + " | " + text : text);
    }

    private static String title(Path log) {
        String file = log.getFileName().toString();
        return file.substring(0, file.length() - SUFFIX.length());
    }
}
