package dev.palisade.local.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.local.process.FreePort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReachTests {

    @Test
    void reachedWhenSomebodyListensThenItAndNoOther() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String open = "127.0.0.1:" + server.getLocalPort();
            String closed = "127.0.0.1:" + FreePort.find();
            String nobody = "nobody.invalid:443";
            assertThat(Reach.reached(List.of(closed, open, nobody), Duration.ofSeconds(1)))
                    .containsExactly(open);
        }
    }
}
