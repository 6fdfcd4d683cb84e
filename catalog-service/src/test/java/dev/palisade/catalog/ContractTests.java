package dev.palisade.catalog;

import dev.palisade.test.AbstractContractTests;

class ContractTests extends AbstractContractTests {

    @Override
    protected String title() {
        return "Palisade catalog";
    }

    @Override
    protected String description() {
        return "What the shop sells, what it costs, and how much of it there is.";
    }
}
