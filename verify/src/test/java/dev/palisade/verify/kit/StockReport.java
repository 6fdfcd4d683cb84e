package dev.palisade.verify.kit;

import dev.palisade.verify.kit.Verdict.Result;
import java.util.List;
import org.springframework.boot.SpringBootVersion;
import org.springframework.security.core.SpringSecurityCoreVersion;

/** What the kit finds at the stock servers, as the document says it. */
final class StockReport {

    private StockReport() {}

    static String text(List<Verdict> resourceServer, List<Verdict> authorizationServer) {
        return """
                # The portable kit, and what it finds in the framework's defaults

                `./palisade verify --target FILE` attacks a resource server or an authorization server that has nothing to do
                with Palisade. A small file describes it:

                ```yaml
                resourceServer:
                  url: https://localhost:9000/orders    # what a GET with the right token opens
                  token: token                          # a file with a right token, a JWT by RS256 or PS256
                  signingKey: issuer.pem                # where a test setup has the issuer's private key (PKCS#8, PEM)
                  jwks: https://localhost:9443/jwks     # where the issuer publishes its keys
                  ca: ca.pem                            # the authority of its TLS, where the JDK does not know it
                  identity: caller                      # a folder with identity.pem, key.pem and ca.pem, for mutual TLS
                authorizationServer:
                  issuer: https://localhost:9443
                  client:
                    id: demo
                    secret: demo secret                 # where it has one
                    redirectUri: http://127.0.0.1:8080/callback
                    scopes: [openid, orders]            # for which no consent is asked
                  person:                               # who signs in by a form; without one no codes are attacked
                    name: alice
                    password: correct horse
                ```

                Each attack is the right request with one thing changed, and the right one has to succeed before and after.
                Without `signingKey` those tokens cannot be made that are wrong in one thing and signed rightly, and the kit
                says so. What is not this machine is attacked only with `--scope scope.json --key FINGERPRINT`: a file that
                names `permittedBy`, `hosts` and `until`, which the owner of the hosts signs with
                `./palisade verify --sign-scope scope.json`, and the fingerprint that this prints.

                What follows is what the kit finds at two servers that are made of properties alone, Spring Boot %s with
                Spring Security %s. A test makes these tables anew and compares them with this file. *Open* means that the
                framework leaves it to the application, and beside it stands what closes it.

                ## Resource server

                `spring.security.oauth2.resourceserver.jwt.issuer-uri` is all that is set.

                %s
                ## Authorization server

                One client with a secret, `authorization_code` and `refresh_token`, and one person are all that is set.

                %s""".formatted(
                        SpringBootVersion.getVersion(),
                        SpringSecurityCoreVersion.getVersion(),
                        table(resourceServer),
                        table(authorizationServer));
    }

    private static String table(List<Verdict> verdicts) {
        StringBuilder table = new StringBuilder("%d attacks: %d held, %d open, %d not made.\n\n"
                .formatted(
                        verdicts.size(),
                        count(verdicts, Result.HELD),
                        count(verdicts, Result.OPEN),
                        count(verdicts, Result.NOT_MADE)));
        table.append("| Attack | | Seen | What closes it |\n|---|---|---|---|\n");
        for (Verdict verdict : verdicts) {
            table.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            verdict.attack(),
                            verdict.result() == Result.OPEN
                                    ? "**open**"
                                    : verdict.result().words(),
                            verdict.seen().replaceAll("localhost:\\d+", "localhost"),
                            verdict.result() == Result.OPEN ? verdict.remedy() : ""));
        }
        return table.toString();
    }

    private static long count(List<Verdict> verdicts, Result result) {
        return verdicts.stream().filter(verdict -> verdict.result() == result).count();
    }
}
