package dev.palisade.verify.compose;

import dev.palisade.local.YamlTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a compose file and tells, container by container, what keeps it from being hardened. */
final class Hardening {

    /** Who may be reached from the host, and at which address of the host. */
    private static final Map<String, Set<String>> PUBLISHED = Map.of(
            "gateway", Set.of("127.0.0.1:8443:8443"),
            "auth-server", Set.of("127.0.0.1:9443:9443"),
            "otel-lgtm", Set.of("127.0.0.1:3000:3000"));

    /** Whoever is not named here sees nothing but the services' network and what its own data needs. */
    private static final Map<String, Set<String>> NETWORKS = Map.ofEntries(
            Map.entry("gateway", Set.of("edge", "services", "data-gateway", "valkey", "vault")),
            Map.entry("auth-server", Set.of("edge", "services", "data-auth", "vault")),
            Map.entry("catalog-service", Set.of("services", "data-catalog", "vault")),
            Map.entry("cart-service", Set.of("services", "data-cart", "vault")),
            Map.entry("payment-service", Set.of("services", "data-payment", "vault")),
            Map.entry("payment-sandbox", Set.of("services")),
            Map.entry(
                    "postgres",
                    Set.of("data-gateway", "data-auth", "data-catalog", "data-cart", "data-payment", "data-vault")),
            Map.entry("valkey", Set.of("valkey")),
            Map.entry("vault", Set.of("vault", "data-vault")),
            Map.entry("vault-prepare", Set.of()),
            Map.entry("vault-bootstrap", Set.of("vault", "data-vault")),
            Map.entry("vault-agent", Set.of("vault")),
            Map.entry("people", Set.of("vault")),
            Map.entry("otel-lgtm", Set.of("edge", "services")));

    /** The volumes that hold secrets, and the containers that may have them. */
    private static final Map<String, Set<String>> HOLDERS = Map.ofEntries(
            Map.entry("offline", Set.of("vault-prepare", "vault-bootstrap", "people")),
            Map.entry("vault-seal", Set.of("vault-prepare", "vault")),
            Map.entry("vault-data", Set.of("vault-prepare", "vault")),
            Map.entry("vault-audit", Set.of("vault-prepare", "vault")),
            Map.entry("vault-tls", Set.of("vault-prepare", "vault-agent", "vault")),
            Map.entry("postgres-tls", Set.of("vault-prepare", "vault-agent", "postgres")),
            Map.entry("valkey-tls", Set.of("vault-prepare", "vault-agent", "valkey")),
            Map.entry("payment-sandbox-tls", Set.of("vault-prepare", "vault-agent", "payment-sandbox")),
            Map.entry("sandbox-secrets", Set.of("vault-bootstrap", "payment-sandbox")),
            Map.entry("sandbox-data", Set.of("payment-sandbox")),
            Map.entry("offline/postgres-password", Set.of("postgres")),
            Map.entry("login-agent", Set.of("vault-bootstrap", "vault-agent")),
            Map.entry("login-gateway", Set.of("vault-bootstrap", "vault-agent", "gateway")),
            Map.entry("login-auth-server", Set.of("vault-bootstrap", "vault-agent", "auth-server")),
            Map.entry("login-catalog-service", Set.of("vault-bootstrap", "vault-agent", "catalog-service")),
            Map.entry("login-cart-service", Set.of("vault-bootstrap", "vault-agent", "cart-service")),
            Map.entry("login-payment-service", Set.of("vault-bootstrap", "vault-agent", "payment-service")));

    private static final Set<String> ONCE = Set.of("vault-prepare", "vault-bootstrap", "people");
    private static final Set<String> EVERYONE = Set.of("trust"); // certificates only
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]*(:[1-9][0-9]*)?");
    private static final Pattern EXACT =
            Pattern.compile(".+:[0-9]+\\.[0-9]+(\\.[0-9]+)?(-[a-z0-9]+)?|.+@sha256:[0-9a-f]{64}");
    private static final Pattern DEFAULT = Pattern.compile("\\$\\{[A-Z_]+:-([^}]*)}");
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|private.?key).*");

    private final Map<String, Object> file;
    private final List<String> findings = new ArrayList<>();

    private Hardening(Map<String, Object> file) {
        this.file = file;
    }

    /** One sentence for each point that is missing; empty when the file keeps all promises. */
    static List<String> findings(String yaml) {
        Object file = YamlTree.of(yaml);
        return new Hardening(map(file)).check();
    }

    private List<String> check() {
        Map<String, Object> services = map(file.get("services"));
        if (!services.keySet().equals(NETWORKS.keySet())) {
            findings.add("the file: its containers are not those that this check knows: " + services.keySet());
        }
        services.forEach((name, service) -> container(name, map(service)));
        map(file.get("networks")).forEach((name, network) -> {
            if (!name.equals("edge") && !Boolean.TRUE.equals(map(network).get("internal"))) {
                findings.add("the network " + name + ": it is not internal");
            }
        });
        return findings;
    }

    private void container(String name, Map<String, Object> container) {
        require(name, NUMBER.matcher(text(container.get("user"))).matches(), "it has no numeric user other than root");
        require(name, Boolean.TRUE.equals(container.get("read_only")), "its root file system can be written");
        require(name, list(container.get("cap_drop")).equals(List.of("ALL")), "it keeps capabilities");
        require(name, !container.containsKey("cap_add"), "it adds capabilities");
        require(name, !container.containsKey("privileged"), "it says something about being privileged");
        require(name, list(container.get("security_opt")).contains("no-new-privileges:true"), "it may gain privileges");
        require(name, container.get("mem_limit") != null, "its memory has no limit");
        require(name, container.get("pids_limit") != null, "its processes have no limit");
        require(
                name,
                list(container.get("tmpfs")).stream().anyMatch(mount -> mount.startsWith("/tmp:rw,noexec,nosuid")),
                "its /tmp is not a bounded memory that nothing is executed in");
        require(name, text(container.get("restart")).matches("unless-stopped|on-failure:2"), "nobody restarts it");
        Map<String, Object> logging = map(map(container.get("logging")).get("options"));
        require(name, logging.keySet().containsAll(Set.of("max-size", "max-file")), "its log grows for ever");
        require(name, ONCE.contains(name) || container.containsKey("healthcheck"), "nobody asks for its health");
        for (String shared : List.of("network_mode", "pid", "ipc", "userns_mode")) {
            String value = text(container.get(shared));
            require(name, value.isEmpty() || value.equals("none"), "it shares the host's " + shared);
        }
        require(name, isExact(text(container.get("image"))), "its image has no exact version");
        require(name, text(map(container.get("build")).get("context")).matches("|\\."), "it is built from elsewhere");
        Set<String> ports = new TreeSet<>(list(container.get("ports")));
        require(name, ports.equals(PUBLISHED.getOrDefault(name, Set.of())), "it publishes " + ports);
        Set<String> networks = new TreeSet<>(list(container.get("networks")));
        require(name, networks.equals(NETWORKS.getOrDefault(name, Set.of())), "it is in the networks " + networks);
        map(container.get("environment"))
                .forEach((variable, value) -> require(
                        name,
                        !SECRET.matcher(variable).matches() || text(value).startsWith("/"),
                        "its environment has " + variable));
        if (container.get("volumes") instanceof Collection<?> volumes) {
            volumes.forEach(volume -> volume(name, volume instanceof Map ? shortForm(map(volume)) : text(volume)));
        }
        map(container.get("depends_on"))
                .forEach((other, condition) -> require(
                        name, map(condition).containsKey("condition"), "it starts without waiting for " + other));
    }

    private void volume(String name, String mount) {
        List<String> parts = List.of(mount.split(":", -1));
        boolean readOnly = parts.getLast().equals("ro");
        String source = parts.getFirst();
        if (source.startsWith(".") || source.startsWith("/")) {
            require(name, readOnly && source.startsWith("./"), "it can write to the host, at " + source);
        } else {
            Set<String> holders = HOLDERS.get(source);
            require(name, holders == null || holders.contains(name), "it sees the volume " + source);
            require(name, readOnly || !EVERYONE.contains(source) || ONCE.contains(name), "it can change " + source);
            if (source.startsWith("login-") && !name.startsWith("vault-")) {
                require(name, !readOnly, "it cannot take a used login away");
            }
        }
    }

    private static String shortForm(Map<String, Object> volume) {
        String subpath = text(map(volume.get("volume")).get("subpath"));
        return volume.get("source") + (subpath.isEmpty() ? "" : "/" + subpath) + ":" + volume.get("target")
                + (Boolean.TRUE.equals(volume.get("read_only")) ? ":ro" : "");
    }

    private void require(String name, boolean holds, String finding) {
        if (!holds) {
            findings.add(name + ": " + finding);
        }
    }

    private static boolean isExact(String image) {
        return EXACT.matcher(DEFAULT.matcher(image).replaceAll("$1")).matches();
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static List<String> list(@Nullable Object value) {
        return value instanceof Collection<?> items
                ? items.stream().map(Hardening::text).toList()
                : List.of();
    }

    @SuppressWarnings("unchecked") // what compose names is always a text
    private static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> entries ? (Map<String, Object>) entries : Map.of();
    }
}
