package dev.palisade.local.vault;

import dev.palisade.local.PlatformException;
import dev.palisade.local.process.GoTool;
import java.nio.file.Path;
import java.util.function.Consumer;

/** OpenBao's program: the one on the PATH, or one that was built from {@code tools/openbao}. */
public final class BaoBinary {

    private static final GoTool BAO = new GoTool("bao", "OpenBao", "https://openbao.org", "tools/openbao", ".");

    private BaoBinary() {}

    /**
     * The program, built first when there is none and Go is installed, which takes some minutes once.
     *
     * @param repo the repository with {@code tools/openbao}
     * @param progress is told what takes long
     * @throws PlatformException when there is none and none can be built
     */
    public static Path find(Path repo, Consumer<String> progress) {
        return BAO.find(repo, progress);
    }

    /** Whether {@link #find} has anything to find or to build with; tests that need it are not run otherwise. */
    public static boolean isAvailable() {
        return BAO.isAvailable();
    }
}
