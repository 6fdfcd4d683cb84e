package dev.palisade.catalog.product;

import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The catalogue as a file, out and in. */
@RestController
@RequestMapping("/api/catalog")
class FileController {

    private static final String CSV = "text/csv";
    private static final String JSON = "application/json";
    private static final int LARGEST = 64 * 1024; // bytes, what the gateway lets in: some 300 products

    private final Products products;
    private final JsonMapper json;
    private final Validator validator;
    private final CatalogProperties properties;

    FileController(Products products, JsonMapper json, Validator validator, CatalogProperties properties) {
        this.products = products;
        this.json = json;
        this.validator = validator;
        this.properties = properties;
    }

    /**
     * Writes the catalogue as a file, in UTF-8, ordered by number.
     *
     * @param format csv, where an apostrophe stands before text that a spreadsheet would calculate; or json
     * @param page the number of the page, from zero; behind the last one there are no products
     * @param size how many products a page has
     * @return the products with their stock, as an import takes them
     */
    @GetMapping(
            path = "/export",
            produces = {CSV, JSON})
    @Authorize(action = "ExportCatalog", resource = "Catalog")
    ResponseEntity<byte[]> exportCatalog(
            @RequestParam @Pattern(regexp = "csv|json", message = "must be csv or json") String format,
            @RequestParam(defaultValue = "0") @Min(0) @Max(10_000) int page,
            @RequestParam(defaultValue = "1000") @Min(1) @Max(1000) int size) {
        List<ProductData> found = products.export(page, size);
        return format.equals("csv")
                ? ResponseEntity.ok()
                        .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                        .body(CsvFiles.write(found).getBytes(StandardCharsets.UTF_8))
                : ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(json.writeValueAsBytes(new CatalogFile(found)));
    }

    /**
     * Reads a file of products: new numbers are added, known ones changed, others stay. At most 64 KB and 1,000 products; all
     * lines or none, unless asked otherwise.
     *
     * @param dryRun whether only to say what would happen
     * @param partial whether to take the good lines when others are refused
     * @param file the products as an export writes them
     * @return what has happened, with everything that is wrong with the lines that were left out
     * @throws ProblemException 409 sku-taken when somebody has just added one of the numbers
     * @throws ProblemException 413 payload-too-large when the file is larger
     * @throws ProblemException 415 unsupported-media-type when it is neither CSV nor JSON, or not in UTF-8
     * @throws ProblemException 422 import-refused when a line is refused and partial was not asked for; errors names each
     */
    @PostMapping(
            path = "/import",
            consumes = {CSV, JSON})
    @Authorize(action = "ChangeCatalog", resource = "Catalog")
    ImportReport importCatalog(
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestParam(defaultValue = "false") boolean partial,
            @RequestBody byte[] file,
            HttpServletRequest request) {
        Draft draft = new Draft(json, validator, properties.currency());
        MediaType type = MediaType.parseMediaType(request.getContentType());
        String text = text(file, type.getCharset());
        if (type.getSubtype().equalsIgnoreCase("csv")) {
            CsvFiles.read(text.startsWith("\uFEFF") ? text.substring(1) : text, draft); // as spreadsheets write it
        } else {
            read(text, draft);
        }
        if (!draft.refused().isEmpty() && !dryRun && !partial) {
            ProblemException refusal = new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT, "import-refused", "The file has lines that cannot be taken");
            refusal.getBody().setProperty("errors", draft.refused());
            throw refusal;
        }
        ImportReport done = products.put(draft.products(), dryRun);
        return new ImportReport(done.applied(), done.added(), done.changed(), done.unchanged(), draft.refused());
    }

    private void read(String text, Draft draft) {
        JsonNode items;
        try {
            items = json.readTree(text).path("items");
        } catch (JacksonException e) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "It is not well-formed JSON.");
        }
        if (!items.isArray()) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "It must be an object with items.");
        }
        int place = 0;
        for (JsonNode item : items) {
            draft.add(++place, item);
        }
    }

    private static String text(byte[] file, @Nullable Charset charset) {
        if (file.length > LARGEST) {
            throw new ProblemException(ProblemType.PAYLOAD_TOO_LARGE, "A file has at most 64 KB.");
        }
        if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "It must be UTF-8.");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "It is not UTF-8.");
        }
    }
}
