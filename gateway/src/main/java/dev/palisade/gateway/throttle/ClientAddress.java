package dev.palisade.gateway.throttle;

import dev.palisade.gateway.GatewayProperties;
import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;

/**
 * Where a request came from. The connection says so; only a proxy that the configuration names is believed when it says
 * that it speaks for somebody else ({@code X-Forwarded-For}), and then only up to the first address that is no such proxy
 * itself: all before it anyone may have written.
 */
@Component
class ClientAddress {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final int IPV4_NETWORK_BYTES = 3; // /24, the smallest that is routed
    private static final int IPV6_HOST_BYTES = 8; // /64, what one line has: nobody has a single address
    private static final int IPV6_NETWORK_BYTES = 6; // /48, what one site has

    private final List<IpAddressMatcher> proxies;

    ClientAddress(GatewayProperties properties) {
        this.proxies =
                properties.trustedProxies().stream().map(IpAddressMatcher::new).toList();
    }

    /** The address that counts as one caller: an IPv4 address, or the /64 of an IPv6 address. */
    String of(HttpServletRequest request) {
        InetAddress address = client(request);
        return address instanceof Inet6Address ? prefix(address, IPV6_HOST_BYTES) : address.getHostAddress();
    }

    /** The network that the caller is in: the /24 or the /48. */
    String networkOf(HttpServletRequest request) {
        InetAddress address = client(request);
        return prefix(address, address instanceof Inet6Address ? IPV6_NETWORK_BYTES : IPV4_NETWORK_BYTES);
    }

    private InetAddress client(HttpServletRequest request) {
        InetAddress nearest = InetAddress.ofLiteral(request.getRemoteAddr());
        List<String> said = Collections.list(request.getHeaders(FORWARDED_FOR)).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .toList();
        for (String hop : said.reversed()) {
            InetAddress before = isProxy(nearest) ? literal(hop) : null;
            if (before == null) {
                break;
            }
            nearest = before;
        }
        return nearest;
    }

    private boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(proxy -> proxy.matches(address.getHostAddress()));
    }

    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String prefix(InetAddress address, int bytes) {
        byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), bytes), address.getAddress().length);
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/" + bytes * Byte.SIZE;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
