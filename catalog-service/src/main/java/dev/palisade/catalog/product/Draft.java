package dev.palisade.catalog.product;

import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file being read: the products in it, and what is wrong with the other lines. A message never repeats a value. */
final class Draft {

    private static final int LINES =
            1000; // so that one transaction stays short; few more would fit through the gateway anyhow

    private final JsonMapper json;
    private final Validator validator;
    private final Currency currency;
    private final Map<Sku, Integer> seen = new HashMap<>();
    private final List<ProductData> products = new ArrayList<>();
    private final List<RefusedLine> refused = new ArrayList<>();
    private int lines;

    Draft(JsonMapper json, Validator validator, Currency currency) {
        this.json = json;
        this.validator = validator;
        this.currency = currency;
    }

    void add(int line, JsonNode product) {
        count();
        if (!product.isObject()) {
            refused.add(new RefusedLine(line, "", "must be a product"));
            return;
        }
        try {
            check(line, json.treeToValue(product, ProductData.class));
        } catch (JacksonException e) {
            String field = e.getPath().isEmpty()
                    ? ""
                    : String.valueOf(e.getPath().getFirst().getPropertyName());
            refused.add(new RefusedLine(line, field, "is not known or has a value that does not fit"));
        }
    }

    void refuse(int line, String field, String message) {
        count();
        refused.add(new RefusedLine(line, field, message));
    }

    List<ProductData> products() {
        return products;
    }

    List<RefusedLine> refused() {
        return refused;
    }

    private void check(int line, ProductData data) {
        List<RefusedLine> wrong = new ArrayList<>();
        validator.validate(data).stream()
                .sorted(Comparator.comparing(violation -> violation.getPropertyPath() + violation.getMessage()))
                .map((ConstraintViolation<ProductData> violation) ->
                        new RefusedLine(line, violation.getPropertyPath().toString(), violation.getMessage()))
                .forEach(wrong::add);
        if (data.price() != null && !data.price().currency().equals(currency)) {
            wrong.add(new RefusedLine(line, "price", "must be in " + currency));
        }
        Integer before = data.sku() == null ? null : seen.putIfAbsent(data.sku(), line);
        if (before != null) {
            wrong.add(new RefusedLine(line, "sku", "stands on line " + before + " already"));
        }
        refused.addAll(wrong);
        if (wrong.isEmpty()) {
            products.add(data);
        }
    }

    private void count() {
        if (++lines > LINES) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "A file has at most " + LINES + " products.");
        }
    }
}
