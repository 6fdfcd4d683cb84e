package dev.palisade.payment;

import dev.palisade.test.AbstractContractTests;

class ContractTests extends AbstractContractTests {

    @Override
    protected String title() {
        return "Palisade payments";
    }

    @Override
    protected String description() {
        return "Cards to pay with, payments of orders, and refunds.";
    }
}
