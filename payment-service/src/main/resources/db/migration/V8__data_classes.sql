-- What each column holds, for whom it matters, and how long its rows are kept. A comment begins with the class of its data:
-- public, business, personal (of a person, or leading to one), payment, secret (lets its holder in) or technical.

comment on table payment_method is 'Kept without end.';
comment on column payment_method.token is 'payment: what the shop calls the card; no part of its number';
comment on column payment_method.owner is 'personal: whose it is, by the identifier of the account';
comment on column payment_method.provider_token is 'payment: what the provider calls the card, encrypted';
comment on column payment_method.brand is 'payment: the brand of the card';
comment on column payment_method.last4 is 'payment: its last four digits, encrypted';
comment on column payment_method.created_at is 'personal: when it was given';

comment on table payment is 'Kept without end, as the books are.';
comment on column payment.id is 'payment: the payment';
comment on column payment.order_id is 'business: the order that it is for';
comment on column payment.owner is 'personal: whose it is, by the identifier of the account';
comment on column payment.status is 'payment: how far it is';
comment on column payment.amount is 'payment: how much';
comment on column payment.currency is 'payment: the currency of that';
comment on column payment.method is 'payment: the card';
comment on column payment.reason is 'payment: why it was declined';
comment on column payment.created_at is 'personal: when it was asked for';

comment on table refund is 'Kept without end, as the books are.';
comment on column refund.id is 'payment: the refund';
comment on column refund.payment_id is 'payment: the payment that is given back';
comment on column refund.owner is 'personal: whose it is, by the identifier of the account';
comment on column refund.idempotency_key is 'technical: the key that the caller sent with it';
comment on column refund.requested is 'technical: the request, to know the same one again';
comment on column refund.amount is 'payment: how much';
comment on column refund.currency is 'payment: the currency of that';
comment on column refund.status is 'payment: how far it is';
comment on column refund.created_at is 'personal: when it was asked for';

comment on table ledger_entry is 'Kept without end; nothing in it names a person, and nothing in it may change.';
comment on column ledger_entry.id is 'technical: the entry';
comment on column ledger_entry.posting is 'payment: the entries that sum to zero together: a payment, a refund or a dispute';
comment on column ledger_entry.account is 'payment: the account of the books';
comment on column ledger_entry.amount is 'payment: how much';
comment on column ledger_entry.currency is 'payment: the currency of that';
comment on column ledger_entry.created_at is 'payment: when it was written';
comment on column ledger_entry.position is 'technical: its place in the chain';
comment on column ledger_entry.previous is 'technical: the hash of the entry before';
comment on column ledger_entry.hash is 'technical: the hash of this entry and of all before it';

comment on table webhook_event is 'Kept without end, so that none counts twice.';
comment on column webhook_event.id is 'technical: the event, as the provider calls it';
comment on column webhook_event.type is 'technical: what kind of event';
comment on column webhook_event.received_at is 'technical: when it came';

comment on table dispute is 'Kept without end, as the books are.';
comment on column dispute.id is 'payment: the dispute, as the provider calls it';
comment on column dispute.payment_id is 'payment: the payment that is disputed';
comment on column dispute.owner is 'personal: whose it is, by the identifier of the account';
comment on column dispute.amount is 'payment: how much';
comment on column dispute.currency is 'payment: the currency of that';
comment on column dispute.status is 'payment: how far it is';
comment on column dispute.created_at is 'personal: when it was opened';

comment on table difference is 'Kept without end.';
comment on column difference.id is 'technical: the entry';
comment on column difference.kind is 'payment: in what the provider and we differ';
comment on column difference.movement is 'payment: of which kind of movement';
comment on column difference.reference is 'payment: of which payment, refund or dispute';
comment on column difference.found_at is 'technical: when it was found';
