package dev.palisade.cart.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cart.order.Order.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The diagram in the documents is the code's; with {@code -Dpalisade.states.update=true} it is drawn anew. */
class OrderStatesTests {

    private static final Path PAGE = Path.of("..", "docs", "checkout.md");
    private static final String BEGIN = "<!-- drawn from Order.Status -->\n";
    private static final String END = "<!-- end -->\n";

    @Test
    void pageWhenComparedWithTheCodeThenHasItsDiagram() throws IOException {
        String page = Files.readString(PAGE);
        String drawn =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + diagram() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("palisade.states.update")) {
            Files.writeString(PAGE, drawn);
        }
        assertThat(Files.readString(PAGE))
                .as("run this test with -Dpalisade.states.update=true")
                .isEqualTo(drawn);
    }

    private static String diagram() {
        StringBuilder diagram = new StringBuilder("```mermaid\nstateDiagram-v2\n  [*] --> PLACED\n");
        for (Status from : Status.values()) {
            for (Status to : Status.values()) {
                if (from.mayBecome(to)) {
                    diagram.append("  %s --> %s\n".formatted(from, to));
                }
            }
            if (from.isFinal()) {
                diagram.append("  %s --> [*]\n".formatted(from));
            }
        }
        return diagram.append("```\n").toString();
    }
}
