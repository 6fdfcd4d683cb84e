package dev.palisade.verify.cluster;

import dev.palisade.local.PlatformException;
import dev.palisade.local.process.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

record GoModule(String folder, String module) {

    Path directory(Path repo) {
        try {
            Path go = Programs.onPath("go").orElseThrow();
            for (String[] command : new String[][] {
                {go.toString(), "mod", "download", module}, {go.toString(), "list", "-m", "-f", "{{.Dir}}", module}
            }) {
                Process process = new ProcessBuilder(command)
                        .directory(repo.resolve(folder).toFile())
                        .redirectErrorStream(true)
                        .start();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (process.waitFor() != 0) {
                    throw new PlatformException(output);
                }
                if (command[1].equals("list")) {
                    return Path.of(output);
                }
            }
            throw new IllegalStateException();
        } catch (IOException | InterruptedException e) {
            throw new PlatformException("" + e, e);
        }
    }
}
