package dev.palisade.payment.reconciliation;

import dev.palisade.payment.ledger.Ledger;
import dev.palisade.payment.provider.PaymentProvider;
import dev.palisade.payment.provider.ProviderException;
import dev.palisade.payment.provider.StatementLine;
import dev.palisade.payment.reconciliation.Difference.Kind;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.rows.RowSubject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares each day with the provider's statement of it, both ways. What happened around midnight may stand on different
 * days here and there, so what we have booked may also be on the statements of the days before and after.
 */
@Service
class Reconciliation {

    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

    private final PaymentProvider provider;
    private final Differences differences;
    private final Ledger ledger;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Reconciliation(
            PaymentProvider provider,
            Differences differences,
            Ledger ledger,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Clock clock) {
        this.provider = provider;
        this.differences = differences;
        this.ledger = ledger;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Yesterday, when it is over everywhere; a day that could not be compared is said in the log. */
    @Scheduled(cron = "${palisade.reconciliation.cron}", zone = "UTC")
    void yesterday() {
        LocalDate day = LocalDate.now(clock.withZone(ZoneOffset.UTC)).minusDays(1);
        try {
            reconcile(day);
        } catch (ProviderException e) {
            log.error("The statement of {} could not be had: {}", day, e.getMessage());
        }
    }

    /** Compares a day (UTC), and looks whether the ledger is whole. */
    void reconcile(LocalDate day) {
        List<StatementLine> there = provider.statement(day);
        Set<String> around = new HashSet<>();
        for (LocalDate each : List.of(day.minusDays(1), day, day.plusDays(1))) {
            (each.equals(day) ? there : provider.statement(each))
                    .forEach(line -> around.add(name(line.kind(), line.reference())));
        }
        List<Difference> found = RowSubject.runAs(
                Differences.SERVICE,
                () -> transactions.execute(transaction -> {
                    List<Difference> all = new ArrayList<>();
                    there.forEach(line -> compare(line).ifPresent(all::add));
                    booked(day).stream()
                            .filter(ours -> !around.contains(name(ours.kind(), ours.reference())))
                            .map(ours -> new Difference(Kind.MISSING_THERE, word(ours.kind()), ours.reference()))
                            .forEach(all::add);
                    return all;
                }));
        RowSubject.runAs(Differences.SERVICE, () -> {
            found.forEach(differences::add);
            return true;
        });
        List<Long> breaks = ledger.breaks();
        if (!breaks.isEmpty()) {
            log.atError().addKeyValue("positions", breaks).log("The ledger's chain is broken");
        }
        log.atInfo()
                .addKeyValue("day", day)
                .addKeyValue("lines", there.size())
                .addKeyValue("differences", found.size())
                .log("Reconciled with the card provider's statement");
    }

    private Optional<Difference> compare(StatementLine line) {
        Optional<Booked> ours = ours(line);
        Kind kind = ours.isEmpty()
                ? Kind.MISSING_HERE
                : !ours.get().ended()
                        ? Kind.OTHER_STATE
                        : !line.amount().equals(ours.get().amount()) ? Kind.OTHER_AMOUNT : null;
        return kind == null ? Optional.empty() : Optional.of(new Difference(kind, word(line.kind()), line.reference()));
    }

    private Optional<Booked> ours(StatementLine line) {
        String query = switch (line.kind()) {
            case CAPTURE ->
                "select 'CAPTURE' as kind, id::text as reference, amount, currency, status = 'CAPTURED' as ended"
                        + " from payment where id::text = :reference and amount is not null";
            case REFUND ->
                "select 'REFUND' as kind, id::text as reference, amount, currency, status = 'REFUNDED' as ended"
                        + " from refund where id::text = :reference";
            case DISPUTE ->
                "select 'DISPUTE' as kind, id as reference, amount, currency, true as ended from dispute"
                        + " where id = :reference";
            case DISPUTE_WON ->
                "select 'DISPUTE_WON' as kind, id as reference, amount, currency, status = 'won' as ended"
                        + " from dispute where id = :reference";
        };
        return jdbc.sql(query)
                .param("reference", line.reference())
                .query(Reconciliation::booked)
                .optional();
    }

    /** What the ledger says of a day. */
    private List<Booked> booked(LocalDate day) {
        return jdbc.sql("""
                        select case e.account when 'sales' then 'CAPTURE' else 'REFUND' end as kind,
                            e.posting::text as reference, abs(e.amount) as amount, e.currency, true as ended
                        from ledger_entry e
                        where e.account in ('sales', 'refunds') and (e.created_at at time zone 'UTC')::date = :day
                        """).param("day", day).query(Reconciliation::booked).list();
    }

    private static Booked booked(ResultSet row, int number) throws SQLException {
        return new Booked(
                StatementLine.Kind.valueOf(row.getString("kind")),
                row.getString("reference"),
                new Money(row.getBigDecimal("amount"), Currency.getInstance(row.getString("currency"))),
                row.getBoolean("ended"));
    }

    private static String name(StatementLine.Kind kind, String reference) {
        return kind + " " + reference;
    }

    private static String word(StatementLine.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * A movement of money as we have booked it.
     *
     * @param kind what moved it
     * @param reference its identifier
     * @param amount how much
     * @param ended whether it is booked as done
     */
    private record Booked(StatementLine.Kind kind, String reference, Money amount, boolean ended) {}

    @Configuration
    @EnableScheduling
    static class Daily {}
}
