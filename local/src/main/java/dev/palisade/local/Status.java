package dev.palisade.local;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the platform is.
 *
 * @param gateway the front door
 * @param issuer who issues the tokens
 * @param caCertificate the file with the certificate that clients are to trust
 * @param tracing where the traces can be seen
 * @param services the processes
 * @param demoUsers who can sign in; empty before the first start
 */
public record Status(
        String gateway,
        String issuer,
        String caCertificate,
        String tracing,
        List<ServiceStatus> services,
        List<DemoUser> demoUsers) {

    public Status {
        services = List.copyOf(services);
        demoUsers = List.copyOf(demoUsers);
    }

    /** Whether every service answers that it is ready. */
    public boolean allHealthy() {
        return services.stream().allMatch(ServiceStatus::healthy);
    }

    /**
     * How one service is.
     *
     * @param name its name
     * @param url its address
     * @param healthy whether it says that it is ready
     * @param pid its process; null when it does not run
     * @param startedInMs the time from its start to its readiness; null when it does not run or was never ready
     * @param rssKiB the memory it occupies; null when it does not run
     */
    public record ServiceStatus(
            String name,
            String url,
            boolean healthy,
            @Nullable Long pid,
            @Nullable Long startedInMs,
            @Nullable Long rssKiB) {}
}
