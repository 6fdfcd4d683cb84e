package dev.palisade.cart;

import dev.palisade.test.AbstractContractTests;

class ContractTests extends AbstractContractTests {

    @Override
    protected String title() {
        return "Palisade cart";
    }

    @Override
    protected String description() {
        return "What a person wants to buy, and what they have bought.";
    }
}
