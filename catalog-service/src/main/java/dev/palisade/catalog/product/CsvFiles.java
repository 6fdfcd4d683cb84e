package dev.palisade.catalog.product;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The catalogue as CSV (RFC 4180) with a line of names. */
final class CsvFiles {

    private static final List<String> COLUMNS =
            List.of("sku", "name", "description", "category", "amount", "currency", "stock");

    private CsvFiles() {}

    static String write(List<ProductData> products) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv =
                CsvWriter.builder().quoteStrategy(QuoteStrategies.ALWAYS).build(text)) {
            csv.writeRecord(COLUMNS);
            for (ProductData product : products) {
                csv.writeRecord(
                        product.sku().value(),
                        Formula.neutralised(product.name()),
                        Formula.neutralised(product.description()),
                        product.category(),
                        product.price().amount().toPlainString(),
                        product.price().currency().getCurrencyCode(),
                        String.valueOf(product.stock()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Reads the lines into the draft; each becomes the same JSON that a product is elsewhere. */
    static void read(String text, Draft draft) {
        boolean named = false;
        try (CsvReader<CsvRecord> lines = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(text)) {
            for (CsvRecord line : lines) {
                if (named) {
                    read(line, draft);
                } else if (!line.getFields().equals(COLUMNS)) {
                    throw unnamed();
                } else {
                    named = true;
                }
            }
        } catch (CsvParseException e) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "It is not well-formed CSV: a quote is not closed.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!named) {
            throw unnamed();
        }
    }

    private static void read(CsvRecord line, Draft draft) {
        int number = Math.toIntExact(line.getStartingLineNumber());
        if (line.getFieldCount() != COLUMNS.size()) {
            draft.refuse(number, "", "must have " + COLUMNS.size() + " fields");
            return;
        }
        for (int i : new int[] {1, 2}) {
            if (Formula.isFormula(line.getField(i))) {
                draft.refuse(number, COLUMNS.get(i), "begins like a formula; an apostrophe before it makes it text");
                return;
            }
        }
        String stock = line.getField(6);
        if (!stock.matches("-?[0-9]{1,18}")) {
            draft.refuse(number, "stock", "must be a whole number");
            return;
        }
        ObjectNode product = JsonNodeFactory.instance
                .objectNode()
                .put("sku", line.getField(0))
                .put("name", Formula.restored(line.getField(1)))
                .put("description", Formula.restored(line.getField(2)))
                .put("category", line.getField(3))
                .put("stock", Long.parseLong(stock));
        product.putObject("price").put("amount", line.getField(4)).put("currency", line.getField(5));
        draft.add(number, product);
    }

    private static ProblemException unnamed() {
        return new ProblemException(
                ProblemType.MALFORMED_BODY, "The first line must be: " + String.join(",", COLUMNS) + ".");
    }
}
