package dev.palisade.gateway;

import dev.palisade.test.DataDictionary;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is stored here, column by column. */
class DataDictionaryTests extends GatewayTest {

    private static final DataDictionary DICTIONARY = DataDictionary.of("gateway", "gateway");

    @Test
    void columnWhenReadThenItSaysWhatItHoldsAndOfWhichClass() {
        DICTIONARY.assertComplete();
    }

    @Test
    void pageWhenComparedWithTheColumnsThenSaysTheSame() throws IOException {
        DICTIONARY.assertWritten();
    }
}
