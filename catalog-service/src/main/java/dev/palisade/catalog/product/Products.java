package dev.palisade.catalog.product;

import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.platform.problem.ProblemType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All products of the shop. */
@Repository
class Products {

    private static final String COLUMNS =
            "id, sku, name, description, category, price_amount, price_currency, stock > 0 as available";

    /** Similar products are looked for only where fewer than so many have the words themselves. */
    private static final int FEW = 10;

    /** How alike two words must be, of 1: kettel for kettle is 0.4, larch for latch 0.33. */
    private static final double ALIKE = 0.4;

    /** How alike beside words that occur, which then are hardly wrong: resting is 0.45 for nesting, ketle 0.63 for kettle. */
    private static final double VERY_ALIKE = 0.6;

    private static final int CANDIDATES = 1000; // are compared at most, however many goods there are
    private static final int MOST_SIMILAR = 100; // nobody reads on

    private final JdbcClient jdbc;
    private final Currency currency;

    Products(JdbcClient jdbc, CatalogProperties properties) {
        this.jdbc = jdbc;
        this.currency = properties.currency();
    }

    /** The products with all words by name, and where these are few, then those with words that are nearly the same. */
    @Transactional(readOnly = true)
    ProductPage page(Search search) {
        Words words = Words.of(search);
        long exact = query("select count(*) from product where " + words.exact(), words)
                .query(Long.class)
                .single();
        List<Product> items = new ArrayList<>(query(
                        "select " + COLUMNS + " from product where " + words.exact()
                                + " order by name, id limit :size offset :offset",
                        words)
                .param("size", search.size())
                .param("offset", search.offset())
                .query(Products::product)
                .list());
        if (exact >= FEW || words.similar().isEmpty()) {
            return new ProductPage(items, search.page(), search.size(), exact);
        }
        List<Product> similar = similar(words, exact == 0 ? ALIKE : VERY_ALIKE);
        similar.stream()
                .skip(Math.max(0, search.offset() - exact))
                .limit(search.size() - items.size())
                .forEach(items::add);
        return new ProductPage(items, search.page(), search.size(), exact + similar.size());
    }

    private List<Product> similar(Words words, double threshold) {
        jdbc.sql("select set_config('pg_trgm.strict_word_similarity_threshold', :threshold, true)")
                .param("threshold", String.valueOf(threshold))
                .query(String.class)
                .single();
        return query(
                        "select " + COLUMNS + " from (select * from product where " + words.similar() + " and not ("
                                + words.exact() + ") limit :candidates) candidate order by " + words.likeness()
                                + " desc, name, id limit :most",
                        words)
                .param("candidates", CANDIDATES)
                .param("most", MOST_SIMILAR)
                .query(Products::product)
                .list();
    }

    private JdbcClient.StatementSpec query(String sql, Words words) {
        return jdbc.sql(sql).params(words.values());
    }

    @Transactional(readOnly = true)
    List<Category> categories() {
        return jdbc.sql("select category, count(*) as products from product group by category order by category")
                .query((row, number) -> new Category(row.getString("category"), row.getLong("products")))
                .list();
    }

    @Transactional(readOnly = true)
    Optional<Edition> find(ProductId id) {
        return jdbc.sql("select " + COLUMNS + ", version from product where id = :id")
                .param("id", id.value())
                .query(Products::edition)
                .optional();
    }

    @Transactional(readOnly = true)
    List<Product> findAll(Collection<ProductId> ids) {
        return jdbc.sql("select " + COLUMNS + " from product where id in (:ids) order by name, id")
                .param("ids", ids.stream().map(ProductId::value).toList())
                .query(Products::product)
                .list();
    }

    @Transactional
    Edition add(ProductData data) {
        requireShopCurrency(data.price());
        return find(insert(data)).orElseThrow();
    }

    @Transactional
    Optional<Edition> change(ProductId id, IfMatch condition, ProductData data) {
        requireShopCurrency(data.price());
        Optional<Edition> current = jdbc.sql("select " + COLUMNS + ", version from product where id = :id for update")
                .param("id", id.value())
                .query(Products::edition)
                .optional();
        if (current.isEmpty()) {
            return current;
        }
        if (!current.get().product().sku().equals(data.sku())) {
            throw new ProblemException(HttpStatus.CONFLICT, "sku-fixed", "A product keeps its number for life");
        }
        condition.require(current.get()); // last, since what would be refused anyhow has no condition (section 13.2.1)
        update(id, data);
        return find(id);
    }

    /** The products by number, as a merchandiser would write them. */
    @Transactional(readOnly = true)
    List<ProductData> export(int page, int size) {
        return jdbc.sql("select * from product order by sku limit :size offset :offset")
                .param("size", size)
                .param("offset", (long) page * size)
                .query(Products::data)
                .list();
    }

    /** Adds what is new and changes what is another, all or nothing; or only says what it would do. */
    @Transactional
    ImportReport put(List<ProductData> all, boolean dryRun) {
        Map<Sku, ProductId> ids = new HashMap<>();
        Map<Sku, ProductData> present = new HashMap<>();
        // In the order of the identifiers, as reservations do, so that nobody waits for each other.
        jdbc.sql("select * from product where sku = any(:skus) order by id" + (dryRun ? "" : " for update"))
                .param("skus", all.stream().map(data -> data.sku().value()).toArray(String[]::new))
                .query((ResultSet row) -> {
                    ProductData data = data(row, 0);
                    ids.put(data.sku(), ProductId.of(row.getString("id")));
                    present.put(data.sku(), data);
                });
        int added = 0;
        int changed = 0;
        List<ProductData> ordered = all.stream()
                .sorted(Comparator.comparing(data -> data.sku().value()))
                .toList();
        for (ProductData data : ordered) {
            ProductId id = ids.get(data.sku());
            if (id == null) {
                added++;
            } else if (!data.equals(present.get(data.sku()))) {
                changed++;
            } else {
                continue;
            }
            if (!dryRun) {
                if (id == null) {
                    insert(data);
                } else {
                    update(id, data);
                }
            }
        }
        return new ImportReport(!dryRun, added, changed, all.size() - added - changed, List.of());
    }

    private ProductId insert(ProductData data) {
        ProductId id = ProductId.random();
        try {
            values(jdbc.sql("""
                            insert into product
                                (id, sku, name, description, category, price_amount, price_currency, stock)
                            values (:id, :sku, :name, :description, :category, :amount, :currency, :stock)
                            """), id, data).param("sku", data.sku().value()).update();
        } catch (DuplicateKeyException e) {
            throw new ProblemException(HttpStatus.CONFLICT, "sku-taken", "Another product has this number");
        }
        return id;
    }

    private void update(ProductId id, ProductData data) {
        values(jdbc.sql("""
                        update product
                        set name = :name, description = :description, category = :category,
                            price_amount = :amount, price_currency = :currency, stock = :stock
                        where id = :id
                        """), id, data).update();
    }

    private static JdbcClient.StatementSpec values(JdbcClient.StatementSpec sql, ProductId id, ProductData data) {
        return sql.param("id", id.value())
                .param("name", data.name())
                .param("description", data.description())
                .param("category", data.category())
                .param("amount", data.price().amount())
                .param("currency", data.price().currency().getCurrencyCode())
                .param("stock", data.stock());
    }

    private void requireShopCurrency(Money price) {
        if (!price.currency().equals(currency)) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "'price' must be in " + currency + ".");
        }
    }

    private static Edition edition(ResultSet row, int number) throws SQLException {
        return new Edition(product(row, number), row.getLong("version"));
    }

    private static ProductData data(ResultSet row, int number) throws SQLException {
        return new ProductData(
                new Sku(row.getString("sku")),
                row.getString("name"),
                row.getString("description"),
                row.getString("category"),
                price(row),
                row.getInt("stock"));
    }

    private static Money price(ResultSet row) throws SQLException {
        return new Money(row.getBigDecimal("price_amount"), Currency.getInstance(row.getString("price_currency")));
    }

    private static Product product(ResultSet row, int number) throws SQLException {
        return new Product(
                ProductId.of(row.getString("id")),
                new Sku(row.getString("sku")),
                row.getString("name"),
                row.getString("description"),
                row.getString("category"),
                price(row),
                row.getBoolean("available"));
    }
}
