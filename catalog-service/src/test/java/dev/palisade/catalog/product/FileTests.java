package dev.palisade.catalog.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.catalog.CatalogClient;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** A catalogue goes out and comes back as it was; of a file with mistakes nothing is taken, and each mistake has its line. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class FileTests {

    private static final String EXPORT = "/api/catalog/export?format=";
    private static final String IMPORT = "/api/catalog/import";
    private static final String NAMES = "sku,name,description,category,amount,currency,stock\n";

    @LocalServerPort
    private int port;

    private final TestDatabase database = TestDatabase.named("catalog");
    private final String sku =
            "F-" + UUID.randomUUID().toString().substring(0, 8).toUpperCase(Locale.ROOT);
    private CatalogClient client;

    @BeforeEach
    void connect() {
        client = new CatalogClient(port);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @ParameterizedTest
    @CsvSource({"csv,text/csv;charset=UTF-8", "json,application/json"})
    void exportWhenImportedAgainThenNothingChanges(String format, String type) throws IOException {
        Answer file = client.changing("GET", EXPORT + format + "&size=100").send();
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.header("Content-Type")).isEqualToIgnoringCase(type);
        assertThat(file.response().body()).contains("GA-103", "29.00", "EUR");
        String state = database.checksum();
        Answer answer = send("", type, file.response().body());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("applied").asBoolean()).isTrue();
        assertReport(answer, 0, 0, Math.toIntExact(Math.min(100, database.number("select count(*) from product"))));
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void exportWhenPagedThenByNumberAndEachProductOnce() throws IOException {
        JsonNode first =
                client.changing("GET", EXPORT + "json&size=2").send().json().path("items");
        JsonNode second = client.changing("GET", EXPORT + "json&size=2&page=1")
                .send()
                .json()
                .path("items");
        assertThat(first).hasSize(2);
        assertThat(second.path(0).path("sku").asString())
                .isGreaterThan(first.path(1).path("sku").asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "xml", "CSV", "csv&size=1001", "csv&size=0", "csv&page=-1", "csv&all=1"})
    void exportWhenParameterDoesNotFitThenInvalidValue(String rest) throws IOException {
        Answer answer = client.changing("GET", EXPORT + rest).send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("invalid-value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=cmd()|' /C calc'!A0",
                "+1+1",
                "-2+3",
                "@SUM(A1)",
                "  =1+1",
                "'=1+1",
                "''=1",
                "＝1+1",
                "'Tis",
                "a, \"b\"; 1=1"
            })
    void exportWhenTextIsAFormulaThenNeutralisedAndRestored(String name) throws IOException {
        client.change("POST", "/api/catalog/products", """
                {"sku":"%s","name":%s,"description":"","category":"test-things",
                 "price":{"amount":"1.00","currency":"EUR"},"stock":1}
                """.formatted(sku, quoted(name)));
        try {
            String file =
                    client.changing("GET", EXPORT + "csv").send().response().body();
            String line = file.lines()
                    .filter(each -> each.startsWith("\"" + sku))
                    .findFirst()
                    .orElseThrow();
            boolean formula = !name.startsWith("a") && !name.equals("'Tis");
            assertThat(line)
                    .startsWith("\"" + sku + "\",\"" + (formula ? "'" : "") + name.replace("\"", "\"\"") + "\",");
            String state = database.checksum();
            assertReport(send("", "text/csv", NAMES + line), 0, 0, 1);
            assertThat(database.checksum()).isEqualTo(state);
        } finally {
            client.change("PUT", "/api/catalog/products/" + id(), product("Harmless"));
        }
    }

    @Test
    void importWhenNewAndKnownThenAddedAndChangedAndThePriceIsRemembered() throws IOException {
        String two = sku + "-2";
        assertReport(send("", "text/csv", NAMES + line(sku, "1.00", "3")), 1, 0, 0);
        assertReport(send("", "text/csv", NAMES + line(sku, "2.00", "3") + line(two, "1.00", "0")), 1, 1, 0);
        assertReport(send("", "text/csv", "\uFEFF" + NAMES.replace("\n", "\r\n") + line(two, "1", "0")), 0, 0, 1);
        assertThat(database.number("select count(*) from price where product_id = '" + id() + "'"))
                .isEqualTo(2);
        Answer json = send(
                "",
                "application/json",
                "{\"items\":[" + product("As JSON") + "," + product("Other").replace(sku, two) + "]}");
        assertReport(json, 0, 2, 0);
        assertThat(database.text("select name from product where sku = '" + sku + "'"))
                .isEqualTo("As JSON");
    }

    @Test
    void importWhenDryRunThenTheSameReportAndNothingChanges() throws IOException {
        String state = database.checksum();
        Answer answer = send("?dryRun=true", "text/csv", NAMES + line(sku, "1.00", "3") + line(sku + "-2", "0", "3"));
        assertThat(answer.json().path("applied").asBoolean()).isFalse();
        assertReport(answer, 1, 0, 0);
        assertThat(answer.json().path("refused")).hasSize(1);
        assertThat(database.checksum()).isEqualTo(state);
    }

    @Test
    void importWhenLinesAreWrongThenEachIsNamedAndNothingChanges() throws IOException {
        String file = NAMES
                + line(sku, "1.00", "3") // 2
                + line("lower", "1.00", "3")
                + line("F-1", "0", "3")
                + line("F-2", "-1", "3") // 5
                + line("F-3", "1e400", "3")
                + line("F-4", "1.001", "3")
                + line("F-5", "1.00", "-1")
                + line("F-6", "1.00", "2147483648")
                + line("F-7", "1.00", "1.5") // 10
                + line("F-8", "1.00", "3").replace("EUR", "USD")
                + line(sku, "1.00", "3")
                + line("F-9", "1.00", "3").replace("A thing", "=cmd()")
                + "F-10,too short\n"
                + "F-11,\"a\nb\",,test-things,1.00,EUR,1\n" // 15 and 16
                + line("F-12", "1.00", "3").replace("test-things", "Not A Shelf")
                + line("F-13", "1.00", "3").replace("A thing", "x".repeat(121));
        String state = database.checksum();
        Answer answer = send("", "text/csv", file);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.problem()).isEqualTo("import-refused");
        assertThat(answer.json()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("line").asInt() + " "
                                + error.path("field").asString()))
                .containsExactly(
                        "3 sku",
                        "4 price",
                        "5 price",
                        "6 price",
                        "7 price",
                        "8 stock",
                        "9 stock",
                        "10 stock",
                        "11 price",
                        "12 sku",
                        "13 name",
                        "14 ",
                        "15 name",
                        "17 category",
                        "18 name");
        assertThat(answer.response().body()).doesNotContain("cmd()", "1e400", "lower");
        assertThat(database.checksum()).isEqualTo(state);

        Answer partial = send("?partial=true", "text/csv", file);
        assertReport(partial, 1, 0, 0);
        assertThat(partial.json().path("refused")).hasSize(15);
        assertThat(database.number("select count(*) from product where sku ~ '^F-[0-9]{1,2}$'"))
                .isZero();
    }

    @Test
    void importWhenJsonItemsAreWrongThenEachIsNamed() throws IOException {
        String good = product("A thing");
        String state = database.checksum();
        Answer answer = send(
                "",
                "application/json",
                "{\"items\":[" + good + ",1,null,{}," + good.replace("\"stock\":1", "\"stock\":1,\"id\":1") + "," + good
                        + "]}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("line").asInt()))
                .contains(2, 3, 4, 5, 6)
                .doesNotContain(1);
        assertThat(database.checksum()).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sku,name\n",
                "SKU,name,description,category,amount,currency,stock\n",
                "sku;name;description;category;amount;currency;stock\n",
                "sku,name,description,category,amount,currency,stock\nF-1,\"never closed,,test-things,1.00,EUR,1\n"
            })
    void importWhenCsvIsBrokenThenMalformedBody(String file) throws IOException {
        assertRefused(send("", "text/csv", file), 400, "malformed-body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "1", "{}", "{\"items\":{}}", "{\"items\":[]} {}"})
    void importWhenJsonIsBrokenThenMalformedBody(String file) throws IOException {
        assertRefused(send("", "application/json", file), 400, "malformed-body");
    }

    @Test
    void importWhenEncodingIsBrokenThenRefused() throws IOException {
        String file = NAMES + line(sku, "1.00", "3").replace("A thing", "Größe");
        for (String encoding : new String[] {"ISO-8859-1", "UTF-16", "UTF-16LE", "windows-1252"}) {
            byte[] bytes = file.getBytes(Charset.forName(encoding));
            assertRefused(bytes("text/csv", bytes).send(), 400, "malformed-body");
            assertRefused(bytes("text/csv;charset=" + encoding, bytes).send(), 415, "unsupported-media-type");
        }
        assertRefused(bytes("text/csv", new byte[] {(byte) 0xc0, (byte) 0xaf}).send(), 400, "malformed-body");
        assertRefused(bytes("text/plain", file.getBytes(StandardCharsets.UTF_8)).send(), 415, "unsupported-media-type");
        assertReport(
                bytes("text/csv; charset=utf-8", file.getBytes(StandardCharsets.UTF_8))
                        .send(),
                1,
                0,
                0);
        assertThat(database.text("select name from product where sku = '" + sku + "'"))
                .isEqualTo("Größe");
    }

    @Test
    void importWhenThereIsTooMuchThenRefused() throws IOException {
        assertRefused(send("", "text/csv", NAMES + "F-1,a,,b,1,EUR,1\n".repeat(1_000_000)), 413, "payload-too-large");
        assertRefused(send("", "text/csv", NAMES + "x\n".repeat(1001)), 400, "invalid-value");
        StringBuilder most = new StringBuilder(NAMES);
        for (int i = 0; i < 1000; i++) {
            most.append("T-").append(i).append(",a,,thousand,1,EUR,1\n");
        }
        Answer answer = send("?dryRun=true", "text/csv", most.toString());
        assertReport(answer, 1000, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?dryRun=maybe", "?partial=2", "?force=true", "?dryRun=true&dryRun=false"})
    void importWhenParameterDoesNotFitThenInvalidValue(String query) throws IOException {
        assertRefused(send(query, "text/csv", NAMES), 400, "invalid-value");
    }

    private void assertRefused(Answer answer, int status, String problem) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(database.number("select count(*) from product where sku = '" + sku + "'"))
                .isZero();
    }

    private static void assertReport(Answer answer, int added, int changed, int unchanged) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().path("added").asInt()).isEqualTo(added);
        assertThat(answer.json().path("changed").asInt()).isEqualTo(changed);
        assertThat(answer.json().path("unchanged").asInt()).isEqualTo(unchanged);
    }

    private Answer send(String query, String type, String file) throws IOException {
        return client.changing("POST", IMPORT + query)
                .body(type, file.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    private TestClient.Request bytes(String type, byte[] file) {
        return client.changing("POST", IMPORT).body(type, file);
    }

    private static String line(String sku, String amount, String stock) {
        return sku + ",A thing,\"For a test, of files.\",test-things," + amount + ",EUR," + stock + "\n";
    }

    private String product(String name) {
        return """
                {"sku":"%s","name":"%s","description":"","category":"test-things",\
                "price":{"amount":"1.00","currency":"EUR"},"stock":1}""".formatted(sku, name);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }

    private String id() {
        return database.text("select id from product where sku = '" + sku + "'");
    }
}
