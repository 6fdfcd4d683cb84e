package dev.palisade.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestDatabase;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.springframework.boot.test.context.SpringBootTest;

/** After every test that a database takes part in: the books sum to zero in each currency, and their chain is whole. */
public final class LedgerIsWhole implements AfterEachCallback {

    private static final TestDatabase DATABASE = TestDatabase.named("payment");

    @Override
    public void afterEach(ExtensionContext context) {
        if (AnnotationSupport.findAnnotation(context.getRequiredTestClass(), SpringBootTest.class)
                .isEmpty()) {
            return;
        }
        assertThat(DATABASE.column("select currency from ledger_entry group by currency having sum(amount) <> 0"))
                .as("currencies in which the books do not balance")
                .isEmpty();
        assertThat(DATABASE.column("select ledger_breaks()"))
                .as("positions at which the chain of the books is broken")
                .isEmpty();
    }
}
