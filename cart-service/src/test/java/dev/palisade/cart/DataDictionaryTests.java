package dev.palisade.cart;

import dev.palisade.test.DataDictionary;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is stored here, column by column. */
class DataDictionaryTests extends CartServiceTest {

    private static final DataDictionary DICTIONARY = DataDictionary.of("cart-service", "cart");

    @Test
    void columnWhenReadThenItSaysWhatItHoldsAndOfWhichClass() {
        DICTIONARY.assertComplete();
    }

    @Test
    void pageWhenComparedWithTheColumnsThenSaysTheSame() throws IOException {
        DICTIONARY.assertWritten();
    }
}
