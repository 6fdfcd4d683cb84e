package dev.palisade.auth.admin;

import dev.palisade.auth.elevation.Elevation;
import dev.palisade.auth.signin.Pages;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Elevations as pages show them. */
final class ElevationRows {

    private ElevationRows() {}

    static Map<String, Object> row(Elevation elevation) {
        return Map.ofEntries(
                Map.entry("elevation", elevation.id().toString()),
                Map.entry("person", elevation.person().toString()),
                Map.entry("login", elevation.login()),
                Map.entry("role", elevation.role()),
                Map.entry("reason", elevation.reason()),
                Map.entry("minutes", String.valueOf(elevation.minutes())),
                Map.entry("state", elevation.state().name().toLowerCase(Locale.ROOT)),
                Map.entry("asked", Pages.time(elevation.askedAt())),
                Map.entry(
                        "granted",
                        elevation.grantedAt() == null
                                ? List.of()
                                : List.of(Map.of(
                                        "granter",
                                                Objects.requireNonNullElse(elevation.granter(), "somebody who is gone"),
                                        "ends", Pages.time(elevation.expiresAt()),
                                        "used", Pages.time(elevation.lastUsedAt())))));
    }
}
