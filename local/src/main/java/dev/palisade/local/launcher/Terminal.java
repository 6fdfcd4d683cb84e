package dev.palisade.local.launcher;

import dev.palisade.local.Progress;
import java.io.PrintStream;

/** Progress for a person: one line that changes in a terminal, plain lines everywhere else. */
public final class Terminal implements Progress {

    private static final String CLEAR_LINE = "\r\u001b[2K";
    private static final String GREEN = "\u001b[32m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private static final int WIDTH = 74;

    private final PrintStream out;
    private final boolean interactive;

    /** Writes there; {@code NO_COLOR} is respected. */
    public Terminal(PrintStream out) {
        this(out, Boolean.getBoolean("palisade.terminal") && System.getenv("NO_COLOR") == null);
    }

    Terminal(PrintStream out, boolean interactive) {
        this.out = out;
        this.interactive = interactive;
    }

    @Override
    public synchronized void working(String text) {
        if (interactive) {
            // A line that wraps could not be taken back.
            String line = text.length() > WIDTH ? text.substring(0, WIDTH - 1) + "…" : text;
            out.print(CLEAR_LINE + "  " + DIM + "… " + line + PLAIN);
            out.flush();
        }
    }

    @Override
    public synchronized void done(String text) {
        if (interactive) {
            out.println(CLEAR_LINE + "  " + GREEN + "✓" + PLAIN + " " + text);
        } else {
            out.println(text);
        }
        out.flush();
    }

    /** Leaves no unfinished line behind. */
    synchronized void clear() {
        if (interactive) {
            out.print(CLEAR_LINE);
            out.flush();
        }
    }
}
