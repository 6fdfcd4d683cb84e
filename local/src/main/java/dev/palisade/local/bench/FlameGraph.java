package dev.palisade.local.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where processor time went, as a picture: each frame as wide as the share of samples in which it ran, its caller below it.
 * Of samples that Flight Recorder took by processor time (JEP 509).
 */
final class FlameGraph {

    static final String EVENT = "jdk.CPUTimeSample";
    static final String RATE = "500/s";

    private static final int WIDTH = 1600;
    private static final int ROW = 16;
    private static final int LETTER = 7;
    private static final double NARROWEST = 0.003; // of the whole; what is narrower nobody can read

    private final Frame all = new Frame("all");
    private int depth;

    FlameGraph() {}

    /** Reads what was recorded. */
    static FlameGraph of(Path recording) throws IOException {
        FlameGraph graph = new FlameGraph();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                RecordedStackTrace stack = event.getStackTrace();
                if (event.getEventType().getName().equals(EVENT) && stack != null) {
                    graph.add(stack.getFrames().reversed().stream()
                            .map(FlameGraph::name)
                            .toList());
                }
            }
        }
        return graph;
    }

    /** Adds one sample, the outermost caller first. */
    void add(List<String> stack) {
        Frame frame = all;
        frame.samples++;
        for (String name : stack) {
            frame = frame.callees.computeIfAbsent(name, Frame::new);
            frame.samples++;
        }
    }

    long samples() {
        return all.samples;
    }

    /** A picture that needs nothing else; the whole name of a frame and its share are its title. */
    String svg(String title) {
        StringBuilder frames = new StringBuilder();
        depth = 0;
        draw(all, 0, 0, frames);
        int height = (depth + 2) * ROW;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" font-family="monospace" font-size="11">
                <style>
                rect { fill: #f3d9a4; stroke: #fff; stroke-width: .5 }
                .jdk { fill: #c9dcef } .palisade { fill: #bfe3c0 }
                @media (prefers-color-scheme: dark) { svg { background: #fff } }
                </style>
                <text x="4" y="12">%3$s: %4$d samples; green is Palisade, blue the JDK, the rest libraries</text>
                <g transform="translate(0 %2$d)">
                %5$s</g>
                </svg>
                """.formatted(WIDTH, height, title, all.samples, frames);
    }

    private void draw(Frame frame, double left, int level, StringBuilder to) {
        double share = (double) frame.samples / all.samples;
        if (share < NARROWEST) {
            return;
        }
        depth = Math.max(depth, level + 1);
        double width = share * WIDTH;
        int y = -(level + 1) * ROW;
        to.append(String.format(
                Locale.ROOT,
                "<g><title>%s %.1f %%</title><rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                escaped(frame.name),
                share * 100,
                kind(frame.name),
                left,
                y,
                width,
                ROW));
        String label = fitting(frame.name, (int) (width / LETTER));
        if (!label.isEmpty()) {
            to.append(String.format(
                    Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", left + 2, y + ROW - 4, escaped(label)));
        }
        to.append("</g>\n");
        double x = left;
        for (Frame callee : frame.callees.values()) {
            draw(callee, x, level + 1, to);
            x += (double) callee.samples / all.samples * WIDTH;
        }
    }

    private static String name(RecordedFrame frame) {
        RecordedMethod method = frame.getMethod();
        return method.getType().getName() + "." + method.getName();
    }

    private static String kind(String name) {
        if (name.startsWith("dev.palisade.")) {
            return "palisade";
        }
        return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.") ? "jdk" : "library";
    }

    /** The class without its package and the method, cut to so many letters; nothing when that says nothing. */
    private static String fitting(String name, int letters) {
        int method = name.lastIndexOf('.');
        String label = name.substring(name.lastIndexOf('.', method - 1) + 1);
        if (letters < 4) {
            return "";
        }
        return label.length() <= letters ? label : label.substring(0, letters);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static final class Frame {

        private final String name;
        private final Map<String, Frame> callees = new TreeMap<>();
        private long samples;

        Frame(String name) {
            this.name = name;
        }
    }
}
