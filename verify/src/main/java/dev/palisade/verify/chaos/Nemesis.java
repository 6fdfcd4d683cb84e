package dev.palisade.verify.chaos;

import dev.palisade.local.Pause;
import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Kills, cuts and slows, one thing after the other, as a seed chooses. What it killed it starts again. */
final class Nemesis implements Runnable {

    private static final List<String> SERVICES = List.of(
            "cart-service",
            "payment-service",
            "catalog-service",
            "cart-service",
            "payment-service",
            "gateway",
            "auth-server",
            "payment-sandbox");
    private static final List<String> DATABASES = List.of("cart", "payment", "catalog");

    private final Platform platform;
    private final List<Link> links;
    private final Map<String, Map<String, String>> settings;
    private final Random random;
    private final Progress progress;
    private volatile boolean isOver;
    private int kills;
    private int cuts;

    /** @param settings of each service, with which it is started again */
    Nemesis(
            Platform platform,
            List<Link> links,
            Map<String, Map<String, String>> settings,
            long seed,
            Progress progress) {
        this.platform = platform;
        this.links = links;
        this.settings = settings;
        this.random = new Random(seed);
        this.progress = progress;
    }

    @Override
    public void run() {
        while (!isOver) {
            pause(1_000, 4_000);
            if (isOver) {
                return;
            }
            switch (random.nextInt(5)) {
                case 0, 1 -> killService();
                case 2 -> killBackend();
                case 3 -> cut();
                default -> slow();
            }
        }
    }

    void end() {
        isOver = true;
    }

    int kills() {
        return kills;
    }

    int cuts() {
        return cuts;
    }

    private void killService() {
        String service = SERVICES.get(random.nextInt(SERVICES.size()));
        platform.kill(service);
        kills++;
        progress.done("killed " + service);
        pause(0, 2_000);
        startAgain(service);
    }

    void startAgain(String service) {
        for (int i = 0; i < 3; i++) {
            try {
                platform.restart(service, settings.getOrDefault(service, Map.of()), Progress.SILENT);
                return;
            } catch (PlatformException e) {
                progress.done("starting " + service + " once more: " + e.getMessage());
            }
        }
    }

    /** PostgreSQL answers the death of one of its processes by ending all connections and recovering. */
    private void killBackend() {
        String database = DATABASES.get(random.nextInt(DATABASES.size()));
        try (Connection connection = Books.open(platform, database);
                Statement statement = connection.createStatement();
                ResultSet backend = statement.executeQuery("select pid from pg_stat_activity where datname = '"
                        + database + "' and pid <> pg_backend_pid() and backend_type = 'client backend' limit 1")) {
            if (backend.next()) {
                ProcessHandle.of(backend.getLong(1)).ifPresent(ProcessHandle::destroyForcibly);
                kills++;
                progress.done("killed a process of PostgreSQL that serves " + database);
            }
        } catch (SQLException e) {
            progress.done("PostgreSQL is recovering: " + e.getMessage());
        }
    }

    private void cut() {
        Link link = links.get(random.nextInt(links.size()));
        link.cut();
        cuts++;
        progress.done("cut " + link.name());
        pause(500, 4_000);
        link.heal();
    }

    private void slow() {
        Link link = links.get(random.nextInt(links.size()));
        link.slow(200L + random.nextInt(1_500));
        cuts++;
        progress.done("slowed " + link.name());
        pause(1_000, 5_000);
        link.heal();
    }

    private void pause(int least, int most) {
        Pause.ofMillis(least + (long) random.nextInt(most - least));
    }
}
