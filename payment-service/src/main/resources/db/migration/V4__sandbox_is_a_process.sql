-- The sandbox provider is a process with books of its own (docs/adr/0016-payment.md).
drop table sandbox_refund, sandbox_charge, sandbox_card;
