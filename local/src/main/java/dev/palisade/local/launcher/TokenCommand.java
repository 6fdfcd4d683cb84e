package dev.palisade.local.launcher;

import dev.palisade.local.Json;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Signs a demo person in and prints an access token, for trying the API with curl.")
final class TokenCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Palisade parent;

    @Option(names = "--user", paramLabel = "NAME", required = true, description = "For example alice.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String user;

    @Option(
            names = "--scope",
            paramLabel = "SCOPES",
            defaultValue = "cart orders payment",
            description = "What the token is to permit (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String scope;

    @Option(names = "--json", description = "The whole answer of the token endpoint.")
    private boolean json;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(System.err); // standard output is for the token alone
        Map<?, ?> answer = parent.platform().tokenResponse(user, scope, terminal);
        terminal.clear();
        System.out.println(json ? Json.write(answer) : answer.get("access_token"));
        return 0;
    }
}
