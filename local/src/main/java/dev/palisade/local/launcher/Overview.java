package dev.palisade.local.launcher;

import dev.palisade.local.DemoUser;
import dev.palisade.local.Status;
import java.util.Locale;

/** The status as a page for people. */
final class Overview {

    private Overview() {}

    static String of(Status status) {
        StringBuilder page = new StringBuilder();
        page.append("\n  shop      ").append(status.gateway());
        page.append("\n  sign-in   ").append(status.issuer());
        page.append("\n  mails     ").append(status.issuer()).append("/mailbox");
        page.append("\n  traces    ").append(status.tracing());
        page.append("\n  trust     ").append(status.caCertificate()).append("\n\n");
        row(page, "service", "address", "state", "start", "memory");
        for (Status.ServiceStatus service : status.services()) {
            row(
                    page,
                    service.name(),
                    service.url(),
                    service.pid() == null ? "stopped" : service.healthy() ? "ready" : "not ready",
                    service.startedInMs() == null ? "" : seconds(service.startedInMs()),
                    service.rssKiB() == null ? "" : service.rssKiB() / 1024 + " MiB");
        }
        if (!status.demoUsers().isEmpty()) {
            page.append('\n');
            row(page, "person", "password", "role", "", "");
        }
        for (DemoUser user : status.demoUsers()) {
            row(page, user.name(), user.password(), String.join(", ", user.roles()), "", "");
        }
        for (DemoUser user : status.demoUsers()) {
            if (user.totpSecret() != null) {
                page.append("\n  ")
                        .append(user.name())
                        .append(" also needs a code for what the role is for; give this to a code generator: ")
                        .append(user.totpSecret());
            }
        }
        return page.append('\n').toString();
    }

    private static String seconds(long milliseconds) {
        return String.format(Locale.ROOT, "%.1f s", milliseconds / 1000.0);
    }

    private static void row(
            StringBuilder page, String first, String second, String third, String fourth, String fifth) {
        String row = String.format(Locale.ROOT, "  %-18s %-26s %-12s %8s %9s", first, second, third, fourth, fifth);
        page.append(row.stripTrailing()).append('\n');
    }
}
