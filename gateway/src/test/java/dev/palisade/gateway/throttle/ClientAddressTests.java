package dev.palisade.gateway.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.palisade.gateway.GatewayProperties;
import dev.palisade.gateway.GatewayProperties.Budget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

class ClientAddressTests {

    private static final Budget BUDGET = new Budget(10, Duration.ofMinutes(1), 5);

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7,198.51.100.7,198.51.100.0/24",
        "2001:db8:1:2:3:4:5:6,2001:db8:1:2:0:0:0:0/64,2001:db8:1:0:0:0:0:0/48",
        "2001:db8:1:2::9,2001:db8:1:2:0:0:0:0/64,2001:db8:1:0:0:0:0:0/48"
    })
    void addressWhenDirectThenItsOwnAndItsNetwork(String remote, String address, String network) {
        ClientAddress addresses = addresses();
        assertThat(addresses.of(request(remote))).isEqualTo(address);
        assertThat(addresses.networkOf(request(remote))).isEqualTo(network);
    }

    @Test
    void addressWhenNoProxyIsConfiguredThenNobodyIsBelieved() {
        assertThat(addresses().of(request("198.51.100.7", "203.0.113.9"))).isEqualTo("198.51.100.7");
    }

    /** The last column is the first hop, from the right, that is no proxy of ours. */
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1,203.0.113.9,203.0.113.9",
        "10.0.0.1,'1.2.3.4, 203.0.113.9',203.0.113.9",
        "10.0.0.1,'203.0.113.9, 10.0.0.2',203.0.113.9",
        "10.0.0.1,'203.0.113.9,10.0.0.2,10.9.9.9',203.0.113.9",
        "10.0.0.1,,10.0.0.1",
        "10.0.0.1,'203.0.113.9, nonsense',10.0.0.1",
        "10.0.0.1,'203.0.113.9, localhost',10.0.0.1",
        "10.0.0.1,2001:db8::1,2001:db8:0:0:0:0:0:0/64",
        "198.51.100.7,203.0.113.9,198.51.100.7",
        "110.0.0.1,203.0.113.9,110.0.0.1",
        "10.0.0.1,'10.0.0.3,10.0.0.2',10.0.0.3"
    })
    void addressWhenProxySpeaksThenOnlyAsFarAsItIsOurs(String remote, @Nullable String said, String address) {
        assertThat(addresses("10.0.0.0/8").of(request(remote, said))).isEqualTo(address);
    }

    @Test
    void addressWhenHeaderIsRepeatedThenTheLastOneIsNearest() {
        MockHttpServletRequest request = request("10.0.0.1", "1.2.3.4");
        request.addHeader("X-Forwarded-For", "203.0.113.9");
        assertThat(addresses("10.0.0.0/8").of(request)).isEqualTo("203.0.113.9");
    }

    @Test
    void budgetWhenNothingCouldComeInThenRefusedInWords() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Budget(1, Duration.ofMinutes(1), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Budget(10, Duration.ofMinutes(1), 10));
        assertThat(new Budget(10, Duration.ofMinutes(1), 0).burst()).isEqualTo(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GatewayProperties.Throttle(
                        BUDGET, BUDGET, BUDGET, BUDGET, Map.of(), Map.of("placeOrder", 6)))
                .withMessageContaining("placeOrder");
    }

    /** All gateways together grant no more than one would, whatever the numbers. */
    @ParameterizedTest
    @CsvSource({"40,20,4", "1200,600,4", "10,1,4", "7,6,2"})
    void budgetWhenDividedThenPartsAreNoMoreThanTheWhole(long quota, long burst, int gateways) {
        Budget part = new Budget(quota, Duration.ofMinutes(1), burst).dividedBy(gateways);
        assertThat(part.quota() * gateways).isLessThanOrEqualTo(Math.max(quota, 2L * gateways));
        assertThat(part.burst() * gateways).isLessThanOrEqualTo(Math.max(burst, gateways));
    }

    private static ClientAddress addresses(String... proxies) {
        return new ClientAddress(new GatewayProperties(
                DataSize.ofKilobytes(64),
                Duration.ofSeconds(10),
                List.of(proxies),
                new GatewayProperties.Session(Duration.ofMinutes(30), Duration.ofHours(12)),
                new GatewayProperties.Load(3, 2, 1, Set.of()),
                new GatewayProperties.Throttle(BUDGET, BUDGET, BUDGET, BUDGET, Map.of(), Map.of())));
    }

    private static MockHttpServletRequest request(String remote, @Nullable String... forwarded) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(remote);
        for (String value : forwarded) {
            if (value != null) {
                request.addHeader("X-Forwarded-For", value);
            }
        }
        return request;
    }
}
