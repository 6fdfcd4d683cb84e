package dev.palisade.payment;

import dev.palisade.test.DataDictionary;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** What is stored here, column by column. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DataDictionaryTests {

    private static final DataDictionary DICTIONARY = DataDictionary.of("payment-service", "payment");

    @Test
    void columnWhenReadThenItSaysWhatItHoldsAndOfWhichClass() {
        DICTIONARY.assertComplete();
    }

    @Test
    void pageWhenComparedWithTheColumnsThenSaysTheSame() throws IOException {
        DICTIONARY.assertWritten();
    }
}
