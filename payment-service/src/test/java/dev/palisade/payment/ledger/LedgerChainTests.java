package dev.palisade.payment.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.platform.money.Money;
import dev.palisade.test.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.transaction.support.TransactionTemplate;

/** The chain of hashes: whole under concurrency, and broken by whoever gets past every right and trigger. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class LedgerChainTests {

    private static final Money AMOUNT = Money.of("3.00", "EUR");

    @Autowired
    private Ledger ledger;

    @Autowired
    private LedgerMeter meter;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private TransactionTemplate transactions;

    private final TestDatabase database = TestDatabase.named("payment");

    @Test
    void postWhenManyAtOnceThenOneChainWithoutGaps() throws Exception {
        long before = database.number("select count(*) from ledger_entry");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                boolean rollsBack = i % 3 == 0;
                running.add(threads.submit(() -> post(rollsBack)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(database.number("select count(*) from ledger_entry")).isEqualTo(before + 80);
        assertThat(database.number("select max(position) from ledger_entry")).isEqualTo(before + 80);
        assertThat(ledger.breaks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update ledger_entry set amount = -amount where position in (3, 4)",
                "update ledger_entry set account = 'refunds' where position = 3",
                "update ledger_entry set created_at = created_at - interval '1 day' where position = 3",
                "delete from ledger_entry where position in (3, 4)",
                "update ledger_entry set position = -position where position = 3"
            })
    void breaksWhenAnOldEntryWasChangedThenFound(String forgery) {
        for (int i = 0; i < 3; i++) {
            post(false);
        }
        assertThat(ledger.breaks()).isEmpty();
        database.execute("create table kept as select * from ledger_entry");
        try {
            database.execute("alter table ledger_entry disable trigger user");
            database.execute(forgery);
            assertThat(ledger.breaks()).isNotEmpty();
        } finally {
            database.execute("delete from ledger_entry");
            database.execute("insert into ledger_entry overriding system value select * from kept");
            database.execute("alter table ledger_entry enable trigger user");
            database.execute("drop table kept");
        }
        assertThat(ledger.breaks()).isEmpty();
    }

    @Test
    void checkWhenAnAmountWasChangedThenTheMetersSaySo() {
        post(false);
        meter.check();
        assertThat(meters.get("palisade.ledger.imbalance").gauge().value()).isZero();
        assertThat(meters.get("palisade.ledger.breaks").gauge().value()).isZero();
        String last = " where position = (select max(position) from ledger_entry)";
        database.execute("alter table ledger_entry disable trigger user");
        try {
            database.execute("update ledger_entry set amount = amount + 1" + last);
            meter.check();
            assertThat(meters.get("palisade.ledger.imbalance").gauge().value()).isEqualTo(1);
            assertThat(meters.get("palisade.ledger.breaks").gauge().value()).isEqualTo(1);
        } finally {
            database.execute("update ledger_entry set amount = amount - 1" + last);
            database.execute("alter table ledger_entry enable trigger user");
        }
        meter.check();
        assertThat(meters.get("palisade.ledger.breaks").gauge().value()).isZero();
    }

    private void post(boolean rollsBack) {
        transactions.executeWithoutResult(transaction -> {
            ledger.captured(UUID.randomUUID(), AMOUNT);
            if (rollsBack) {
                transaction.setRollbackOnly();
            }
        });
    }
}
