package dev.palisade.auth;

import dev.palisade.test.DataDictionary;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is stored here, column by column. */
class DataDictionaryTests extends AuthServerTest {

    private static final DataDictionary DICTIONARY = DataDictionary.of("auth-server", "auth");

    @Test
    void columnWhenReadThenItSaysWhatItHoldsAndOfWhichClass() {
        DICTIONARY.assertComplete();
    }

    @Test
    void pageWhenComparedWithTheColumnsThenSaysTheSame() throws IOException {
        DICTIONARY.assertWritten();
    }
}
