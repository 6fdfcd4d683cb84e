package dev.palisade.verify.landscape;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.DemoUser;
import dev.palisade.local.Json;
import dev.palisade.local.Platform;
import dev.palisade.local.PlatformException;
import dev.palisade.local.Progress;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person was given, as the authorization server's access review has it.
 *
 * @param kind a role, a role for a while, a consent or a sign-in
 * @param person the person's identifier
 * @param of the role, or the client
 * @param scopes what the client may do
 * @param since when it was given
 * @param until when it ends by itself, if ever
 * @param lastUse when it was used last, if ever
 */
public record Granted(
        String kind,
        String person,
        String of,
        String scopes,
        String since,
        @Nullable String until,
        @Nullable String lastUse) {

    private static final String AUDITOR = "auditor";

    /** Reads the access review with the eyes of an auditor, who has to give a second factor. */
    static List<Granted> of(Platform platform) {
        DemoUser auditor = platform.demoUsers().stream()
                .filter(person -> person.roles().contains(AUDITOR))
                .findFirst()
                .orElseThrow(() -> new PlatformException("There is no auditor who could read the access review."));
        HttpResponse<String> answer = browser(platform)
                .withSecondFactor(auditor.totpSecret(), Progress.SILENT)
                .withTwoFactors(auditor.name(), auditor.password(), "/admin/access-review.json");
        if (answer.statusCode() != 200) {
            throw new PlatformException("The access review was answered with " + answer.statusCode() + ".");
        }
        return List.of(Json.read(answer.body(), Granted[].class));
    }

    /** A browser at the authorization server. */
    static CodeFlow browser(Platform platform) {
        return new CodeFlow(platform.url("auth-server"), platform.trust(), "palisade-cli", "http://127.0.0.1/callback");
    }
}
