package dev.palisade.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class FlameGraphTests {

    private static final long A_WHILE = 400_000_000; // nanoseconds, for about twenty samples

    @TempDir
    private Path folder;

    @Test
    void svgWhenSamplesShareCallersThenEachFrameIsAsWideAsItsShare() throws Exception {
        FlameGraph graph = new FlameGraph();
        graph.add(List.of("a.Main.run", "a.Shop.sell"));
        graph.add(List.of("a.Main.run", "a.Shop.sell"));
        graph.add(List.of("a.Main.run", "a.Shop.<init>"));
        graph.add(List.of("java.lang.Thread.run"));

        Document svg = parsed(graph.svg("A test"));

        assertThat(width(svg, "all 100.0 %")).isEqualTo(1600);
        assertThat(width(svg, "a.Main.run 75.0 %")).isEqualTo(1200);
        assertThat(width(svg, "a.Shop.sell 50.0 %")).isEqualTo(800);
        assertThat(width(svg, "a.Shop.<init> 25.0 %")).isEqualTo(400);
        assertThat(width(svg, "java.lang.Thread.run 25.0 %")).isEqualTo(400);
    }

    @Test
    @EnabledOnOs(OS.LINUX) // there the JDK samples by processor time
    void ofWhenThisProgramWorkedThenItStandsInTheRecording() throws IOException {
        Path file = folder.resolve("work.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(FlameGraph.EVENT).with("throttle", FlameGraph.RATE);
            recording.start();
            work();
            recording.stop();
            recording.dump(file);
        }

        FlameGraph graph = FlameGraph.of(file);

        assertThat(graph.samples()).isPositive();
        assertThat(graph.svg("Work")).contains("dev.palisade.local.bench.FlameGraphTests.work");
    }

    private static void work() {
        long end = System.nanoTime() + A_WHILE;
        StringBuilder text = new StringBuilder();
        while (System.nanoTime() < end) {
            text.append(String.format(Locale.ROOT, "%d", text.length()));
            text.setLength(0);
        }
    }

    private static double width(Document svg, String title) {
        NodeList titles = svg.getElementsByTagName("title");
        for (int i = 0; i < titles.getLength(); i++) {
            if (titles.item(i).getTextContent().equals(title)) {
                Element group = (Element) titles.item(i).getParentNode();
                return Double.parseDouble(
                        ((Element) group.getElementsByTagName("rect").item(0)).getAttribute("width"));
            }
        }
        throw new AssertionError("There is no frame " + title);
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
