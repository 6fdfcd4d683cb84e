package dev.palisade.auth.signin;

import dev.palisade.auth.AuthProperties;
import java.net.URI;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Where a form of ours may lead: browsers hold it to this list on every redirect that follows, so clients are named. */
@Component
class FormTargets {

    private final String sources;

    FormTargets(AuthProperties properties, AuthProperties.Platform platform) {
        TreeSet<String> origins = new TreeSet<>();
        origins.add(platform.gatewayUrl().toString());
        properties.clients().values().stream()
                .flatMap(client -> client.redirectUris().stream())
                .forEach(redirect -> origins.add(source(URI.create(redirect))));
        this.sources = String.join(" ", origins);
    }

    /** The origins, as a content security policy lists them. */
    String sources() {
        return sources;
    }

    private static String source(URI redirect) {
        boolean loopback = "127.0.0.1".equals(redirect.getHost()); // RFC 8252 section 7.3: any port
        return redirect.getScheme() + "://" + (loopback ? redirect.getHost() + ":*" : redirect.getAuthority());
    }
}
