package dev.palisade.verify.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the judge lets pass and what it does not. */
class JudgeTests {

    private static final Contracts CONTRACTS = Contracts.of(Path.of(".."));
    private static final String MONEY = "{\"amount\":\"1.00\",\"currency\":\"EUR\"}";
    private static final String TAX = "{\"percent\":19.00,\"amount\":" + MONEY + "}";
    private static final String CART = "{\"items\":[],\"goods\":" + MONEY + ",\"shipping\":" + MONEY + ",\"tax\":" + TAX
            + ",\"total\":" + MONEY + "}";

    private final Judge judge = new Judge(CONTRACTS);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | application/json | CART | ",
                "200 | application/json;charset=UTF-8 | CART | ",
                "400 | application/problem+json | PROBLEM 400 | ",
                "500 | application/problem+json | PROBLEM 500 | answers with 500",
                "503 | application/problem+json | PROBLEM 503 | answers with 503",
                "201 | application/json | CART | answers with 201, which the contract does not have",
                "409 | application/problem+json | PROBLEM 409 | answers with 409, which the contract does not have",
                "200 | text/html | CART | answers a 200 as 'text/html'",
                "200 | application/json | {} | answers a 200 that is not of its schema",
                "200 | application/json | nonsense | answers a 200 with what is no JSON",
                "400 | application/json | PROBLEM 400 | answers a 400 as 'application/json'",
                "400 | application/problem+json | PROBLEM 404 | answers a 400 whose problem says 404",
                "400 | application/problem+json | {\"status\":400} | answers a 400 that is not of its schema",
                "400 | application/problem+json | {\"detail\":\"java.lang.NullPointerException\"} | tells of its inside"
            })
    void faultWhenAnswerThenNamedOrNone(int status, String type, String body, String fault) {
        String sent = body.startsWith("PROBLEM ")
                ? "{\"type\":\"urn:palisade:problem:x\",\"title\":\"X\",\"status\":" + body.substring(8) + "}"
                : body.replace("CART", CART);
        assertThat(judge.fault(shot(""), status, type, sent).orElse("")).startsWith(fault == null ? "" : fault);
        assertThat(judge.fault(shot(""), status, type, sent).isPresent()).isEqualTo(fault != null);
    }

    @ParameterizedTest
    @CsvSource({"200,true", "400,false"})
    void faultWhenTheContractRulesTheRequestOutThenItMustNotBeTaken(int status, boolean fault) {
        String body = status == 200 ? CART : "{\"type\":\"urn:palisade:problem:x\",\"title\":\"X\",\"status\":400}";
        String type = status == 200 ? "application/json" : "application/problem+json";
        assertThat(judge.fault(shot("no quantity"), status, type, body).isPresent())
                .isEqualTo(fault);
    }

    private static Shot shot(String wrong) {
        Operation operation = CONTRACTS.operations().stream()
                .filter(each -> each.name().equals("GET /api/cart"))
                .findFirst()
                .orElseThrow();
        return new Shot(0, operation, Shot.Kind.VALID, false, true, "/api/cart", List.of(), null, wrong);
    }
}
