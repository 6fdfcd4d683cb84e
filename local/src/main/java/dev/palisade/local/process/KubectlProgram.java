package dev.palisade.local.process;

import dev.palisade.local.Json;
import dev.palisade.local.PlatformException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code kubectl}, by which a cluster is asked.
 *
 * @param program where it is
 * @param environment what it is told besides, for example which cluster
 */
public record KubectlProgram(Path program, Map<String, String> environment) {

    /**
     * The one of this machine, with the cluster of its current context.
     *
     * @throws PlatformException when there is none
     */
    public static KubectlProgram installed() {
        return new KubectlProgram(
                Programs.onPath("kubectl")
                        .orElseThrow(
                                () -> new PlatformException(
                                        "A cluster is asked by kubectl, and there is none on the PATH: https://kubernetes.io/docs/tasks/tools")),
                Map.of());
    }

    /**
     * Runs it.
     *
     * @param input what it reads
     * @param arguments what it is to do
     */
    public Answer run(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path in = null;
        Path errors = null;
        try {
            in = Files.createTempFile("palisade-", ".yaml");
            errors = Files.createTempFile("palisade-", ".txt");
            Files.writeString(in, input);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectInput(in.toFile()).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), output, Files.readString(errors));
        } catch (IOException e) {
            throw new UncheckedIOException("kubectl cannot be run.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while kubectl was running.", e);
        } finally {
            delete(in);
            delete(errors);
        }
    }

    /**
     * Runs what answers with one object.
     *
     * @throws PlatformException when it fails
     */
    public Map<?, ?> object(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--output=json");
        return Json.read(run("", all.toArray(String[]::new)).orThrow().output(), Map.class);
    }

    /**
     * Runs what answers with a list of objects.
     *
     * @throws PlatformException when it fails
     */
    public List<Map<?, ?>> items(String... arguments) {
        List<Map<?, ?>> items = new ArrayList<>();
        if (object(arguments).get("items") instanceof List<?> found) {
            found.forEach(item -> items.add((Map<?, ?>) item));
        }
        return items;
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + file + ".", e);
        }
    }

    /**
     * What became of it.
     *
     * @param exit 0 when all of it was done
     * @param output what was asked for
     * @param errors why not
     */
    public record Answer(int exit, String output, String errors) {

        /** Whether all of it was done. */
        public boolean done() {
            return exit == 0;
        }

        /** The same when it was done. */
        public Answer orThrow() {
            if (!done()) {
                throw new PlatformException("kubectl: " + errors.strip());
            }
            return this;
        }
    }
}
