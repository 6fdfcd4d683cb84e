package dev.palisade.local.vault;

import dev.palisade.local.ca.CertificateAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives Vault what {@code docker/vault/} declares. It can be repeated: what is as declared is left alone, and whatever
 * had to be made or set right is told.
 */
public final class VaultBootstrap {

    private static final String DATABASE = "database/config/postgres";

    private final VaultApi vault;
    private final Path declarations;
    private final Logins logins;
    private final CertificateAuthority authority;
    private final @Nullable Database database;

    /**
     * @param vault Vault in the name of root, see {@link RootAccess}
     * @param declarations the folder {@code docker/vault}
     * @param logins how workloads log in
     * @param authority whose root signs Vault's intermediate
     * @param database the server whose users Vault is to make; null leaves the database engine without a server
     */
    public VaultBootstrap(
            VaultApi vault,
            Path declarations,
            Logins logins,
            CertificateAuthority authority,
            @Nullable Database database) {
        this.vault = vault;
        this.declarations = declarations;
        this.logins = logins;
        this.authority = authority;
        this.database = database;
    }

    /**
     * Makes what is missing and sets right what differs.
     *
     * @param secrets what the key-value store is to hold for each service; what it holds already stays
     * @return what was changed, in words; empty when everything was as declared
     */
    public List<String> apply(Map<String, Map<String, String>> secrets) {
        Declarations declared = Declarations.read(declarations, logins, values());
        List<String> changes = new ArrayList<>();
        declared.mounts().forEach((path, body) -> mount("sys/mounts", path, body, changes));
        declared.auth().forEach((path, body) -> mount("sys/auth", path, body, changes));
        declared.policies().forEach((name, text) -> policy(name, text, changes));
        for (String name : vault.list("sys/policies/acl")) {
            if (!declared.policies().containsKey(name)
                    && !List.of("default", "root").contains(name)) {
                vault.delete("sys/policies/acl/" + name);
                changes.add("removed the policy " + name + ", which nobody declares");
            }
        }
        intermediate(changes);
        declared.resources().forEach((path, body) -> {
            if (database != null || !path.startsWith("database/")) {
                resource(path, body, changes);
            }
        });
        secrets.forEach((service, values) -> keep(service, values, changes));
        return changes;
    }

    /** Lays down a fresh wrapped secret id for each service and for the agent. */
    public void deliver(Path login) {
        Declarations declared = Declarations.read(declarations, logins, values());
        WrappedSecretIds ids = new WrappedSecretIds(vault, login);
        Stream.concat(Stream.of(VaultAgent.ROLE), declared.services().keySet().stream())
                .forEach(ids::deliver);
    }

    private Map<String, String> values() {
        return Map.of(
                "postgres", database == null ? "" : database.address(),
                "ca-file", database == null ? "" : database.caFile(),
                "credentials-ttl", database == null ? "1h" : database.credentialsTtl());
    }

    private void mount(String kind, String path, Map<String, Object> declared, List<String> changes) {
        Map<String, Object> there =
                VaultApi.object(VaultApi.object(vault.read(kind).orElseThrow(), "data"), path + "/");
        Map<String, Object> config = new LinkedHashMap<>(declared);
        Object type = config.remove("type");
        Object version = config.remove("version");
        if (there.isEmpty()) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("type", type);
            body.put("config", config);
            if (version != null) {
                body.put("options", Map.of("version", version));
            }
            vault.write(kind + "/" + path, body);
            changes.add("mounted " + path);
            return;
        }
        if (!String.valueOf(type).equals(there.get("type"))) {
            throw new VaultException(path + " is of type " + there.get("type") + " and not " + type
                    + ". Vault cannot change that; unmount it first, which loses what it holds.");
        }
        Map<String, String> differences = Settings.differences(config, VaultApi.object(there, "config"));
        if (!differences.isEmpty()) {
            vault.write(kind + "/" + path + "/tune", config);
            changes.add(path + " had " + differences);
        }
    }

    private void policy(String name, String text, List<String> changes) {
        Optional<String> there = vault.read("sys/policies/acl/" + name)
                .map(answer -> VaultApi.text(VaultApi.object(answer, "data"), "policy"));
        if (there.isPresent() && there.get().equals(text)) {
            return;
        }
        vault.write("sys/policies/acl/" + name, Map.of("policy", text));
        changes.add(there.isPresent() ? "the policy " + name + " had been changed" : "made the policy " + name);
    }

    /** The key is made inside Vault and stays there; the offline root signs the request. */
    private void intermediate(List<String> changes) {
        if (vault.list("pki/issuers").isEmpty()) {
            replaceIntermediate(CertificateAuthority.INTERMEDIATE_LIFETIME);
            changes.add("made the intermediate authority");
            return;
        }
        Map<String, Object> present = vault.read("pki/issuer/default").orElseThrow();
        if (CertificateAuthority.endsSoon(VaultApi.text(VaultApi.object(present, "data"), "certificate"))) {
            replaceIntermediate(CertificateAuthority.INTERMEDIATE_LIFETIME);
            changes.add("replaced the intermediate authority, which was about to end");
        }
    }

    /**
     * Has Vault make a key for another intermediate authority, which signs from now on. What the former one signed stays
     * valid until its end.
     *
     * @param lifetime how long it is to live
     */
    public void replaceIntermediate(Duration lifetime) {
        Map<String, Object> made = VaultApi.object(
                vault.write(
                        "pki/intermediate/generate/internal",
                        Map.of("common_name", "Palisade intermediate", "key_type", "ec", "key_bits", 256)),
                "data");
        String signed = authority.signIntermediate(VaultApi.text(made, "csr"), lifetime);
        Map<String, Object> imported = VaultApi.object(
                vault.write("pki/intermediate/set-signed", Map.of("certificate", signed + authority.rootPem())),
                "data");
        String key = VaultApi.text(made, "key_id");
        String issuer = VaultApi.object(imported, "mapping").entrySet().stream()
                .filter(entry -> key.equals(entry.getValue()))
                .findFirst()
                .orElseThrow(
                        () -> new VaultException("Vault did not take the intermediate authority that it asked for."))
                .getKey();
        vault.write("pki/config/issuers", Map.of("default", issuer));
    }

    private void resource(String path, Map<String, Object> declared, List<String> changes) {
        Optional<Map<String, Object>> there = vault.read(path).map(answer -> VaultApi.object(answer, "data"));
        if (there.isPresent()) {
            Map<String, Object> actual = new LinkedHashMap<>(there.get());
            actual.putAll(VaultApi.object(there.get(), "connection_details"));
            Map<String, String> differences = Settings.differences(declared, actual);
            if (differences.isEmpty()) {
                return;
            }
            vault.write(path, declared);
            // A role of AppRole is born with an id at random, which is no drift.
            boolean isNew = changes.contains("made " + path.replaceAll("/[^/]*$", ""));
            changes.add(isNew ? "made " + path : path + " had " + differences);
            return;
        }
        if (path.equals(DATABASE) && database != null) {
            Map<String, Object> body = new LinkedHashMap<>(declared);
            body.put("password", database.firstPassword());
            vault.write(path, body);
            vault.write("database/rotate-root/postgres", Map.of());
        } else {
            vault.write(path, declared);
        }
        changes.add("made " + path);
    }

    private void keep(String service, Map<String, String> values, List<String> changes) {
        String path = "kv/data/" + service;
        Map<String, Object> held = vault.read(path)
                .map(answer -> VaultApi.object(VaultApi.object(answer, "data"), "data"))
                .orElse(Map.of());
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.putAll(held);
        if (!all.equals(held)) {
            vault.write(path, Map.of("data", all));
            changes.add("stored " + (all.size() - held.size()) + " secrets for " + service);
        }
    }

    /** The database server in which Vault makes users. */
    public interface Database {

        /** Host and port, as Vault sees them. */
        String address();

        /** The file with the certificate to trust, where Vault finds it. */
        String caFile();

        /** How long a service's user lives, as Vault writes durations. */
        String credentialsTtl();

        /** Gives the user {@code vault} a new password, which Vault replaces at once by one that it alone knows. */
        String firstPassword();
    }
}
