-- What a refund may still give back depends on the payment's disputes.
create index dispute_by_payment on dispute (payment_id);
