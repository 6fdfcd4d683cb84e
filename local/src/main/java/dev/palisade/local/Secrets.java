package dev.palisade.local;

import dev.palisade.local.files.PrivateFiles;
import dev.palisade.local.files.RandomSecret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The secrets of this machine: made once at random, kept in files that only their owner reads. */
final class Secrets {

    private static final String DEMO_PASSWORD = DemoPeople.PROPERTY;
    private static final String TOTP_SECRET = DemoPeople.TOTP_PROPERTY;
    private static final String SIGNING_KEY = "palisade.signing-keys.";
    private static final int SIGNING_DAYS = 30;
    private static final String FIELD_KEY = "palisade.field-keys.k1";
    private static final String THROTTLE_PASSWORD = "palisade.gateway.throttle.password";
    private static final String LOOKUP_KEY = "palisade.lookup-key";
    private static final String SANDBOX = "palisade.payment-sandbox.";
    static final String SANDBOX_API_KEY = "api-key";
    static final String SANDBOX_WEBHOOK_SECRETS = "webhook-secrets";
    private static final String APP_PASSWORD = "spring.datasource.password";
    private static final String OWNER_PASSWORD = "spring.flyway.password";

    private final Home home;

    Secrets(Home home) {
        this.home = home;
    }

    /** Makes the passwords and second factors of those who do not have one yet. */
    void ensurePeople() {
        for (String user : DemoPeople.ROLES.keySet()) {
            keep(authServer(DEMO_PASSWORD + user), DemoPeople.newPassword());
            if (DemoPeople.hasSecondFactor(user)) {
                keep(authServer(TOTP_SECRET + user), DemoPeople.newTotpSecret());
            }
        }
    }

    /** Makes what is missing, of what Vault would hold as well. */
    void ensure() {
        ensurePeople();
        for (Service service : Service.values()) {
            appPassword(service);
            ownerPassword(service);
        }
        for (Service service : List.of(Service.AUTH_SERVER, Service.PAYMENT)) {
            keep(home.secrets(service.id).resolve(FIELD_KEY), RandomSecret.key());
        }
        sandbox()
                .forEach((property, value) ->
                        keep(home.secrets(Service.PAYMENT.id).resolve(property), value));
        lookupKey();
        ensureSigningKey(LocalDate.now(ZoneOffset.UTC));
    }

    /** Makes the first key, and the next one when the newest has signed for 30 days: it is published a day before it signs. */
    void ensureSigningKey(LocalDate today) {
        Optional<LocalDate> newest = newestSigningKey();
        if (newest.isEmpty() || newest.get().plusDays(SIGNING_DAYS).isBefore(today)) {
            LocalDate day = newest.isEmpty() ? today : today.plusDays(1);
            String id = "k" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
            PrivateFiles.write(authServer(SIGNING_KEY + id), newSigningKey());
        }
    }

    /** The gateway's password at Valkey. */
    String throttlePassword() {
        return keep(home.secrets(Service.GATEWAY.id).resolve(THROTTLE_PASSWORD), RandomSecret.password());
    }

    /** What payment-service and the card provider share, as properties of payment-service. */
    Map<String, String> sandbox() {
        Map<String, String> shared = new TreeMap<>();
        for (String name : List.of(SANDBOX_API_KEY, SANDBOX_WEBHOOK_SECRETS)) {
            shared.put(SANDBOX + name, keep(home.secrets(SandboxParts.NAME).resolve(name), RandomSecret.password()));
        }
        return shared;
    }

    String lookupKey() {
        return keep(authServer(LOOKUP_KEY), RandomSecret.key());
    }

    String appPassword(Service service) {
        return keep(home.secrets(service.id).resolve(APP_PASSWORD), RandomSecret.password());
    }

    String ownerPassword(Service service) {
        return keep(home.secrets(service.id).resolve(OWNER_PASSWORD), RandomSecret.password());
    }

    /** The people of the demonstration; none before the first start. */
    List<DemoUser> demoUsers() {
        List<DemoUser> users = new ArrayList<>();
        DemoPeople.ROLES.forEach((name, roles) -> {
            Path file = authServer(DEMO_PASSWORD + name);
            if (Files.exists(file)) {
                Path totp = authServer(TOTP_SECRET + name);
                users.add(new DemoUser(
                        name, PrivateFiles.read(file), roles, Files.exists(totp) ? PrivateFiles.read(totp) : null));
            }
        });
        return users;
    }

    private Optional<LocalDate> newestSigningKey() {
        try (Stream<Path> files = Files.list(home.secrets(Service.AUTH_SERVER.id))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("palisade\\.signing-keys\\.k\\d{8}"))
                    .map(name ->
                            LocalDate.parse(name.substring(SIGNING_KEY.length() + 1), DateTimeFormatter.BASIC_ISO_DATE))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + home.secrets(Service.AUTH_SERVER.id) + ".", e);
        }
    }

    private Path authServer(String property) {
        return home.secrets(Service.AUTH_SERVER.id).resolve(property);
    }

    private static String keep(Path file, String otherwise) {
        if (!Files.exists(file)) {
            PrivateFiles.write(file, otherwise);
        }
        return PrivateFiles.read(file);
    }

    private static String newSigningKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
            return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot make RSA keys.", e);
        }
    }
}
