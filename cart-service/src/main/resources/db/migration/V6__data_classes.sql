-- What each column holds, for whom it matters, and how long its rows are kept. A comment begins with the class of its data:
-- public, business, personal (of a person, or leading to one), payment, secret (lets its holder in) or technical.

comment on table cart_item is 'Kept until the line is removed or bought; the lines of a visitor until their cart ends.';
comment on column cart_item.owner is 'personal: whose it is, by the identifier of the account, or a hash of the secret of a visitor';
comment on column cart_item.product_id is 'business: what is in the cart';
comment on column cart_item.quantity is 'business: how many';
comment on column cart_item.added_at is 'personal: when it was put in';
comment on column cart_item.price_amount is 'business: the price that was shown at the last change';
comment on column cart_item.price_currency is 'business: its currency';

comment on table guest_cart is 'Kept for 14 days after its last change.';
comment on column guest_cart.owner is 'technical: a hash of the secret that a visitor holds';
comment on column guest_cart.changed_at is 'technical: when its lines were last changed';

comment on table wish is 'Kept until it is removed.';
comment on column wish.owner is 'personal: whose it is, by the identifier of the account';
comment on column wish.product_id is 'personal: what the person wishes';
comment on column wish.added_at is 'personal: since when';

comment on table shop_order is 'Kept without end, as the books are that it belongs to.';
comment on column shop_order.id is 'business: the order';
comment on column shop_order.owner is 'personal: whose it is, by the identifier of the account';
comment on column shop_order.idempotency_key is 'technical: the key that the caller sent with it';
comment on column shop_order.fingerprint is 'technical: a hash of the request, to know the same one again';
comment on column shop_order.status is 'business: how far it is';
comment on column shop_order.reason is 'business: why it was not bought';
comment on column shop_order.total_amount is 'payment: what it costs in all';
comment on column shop_order.total_currency is 'payment: the currency of all its amounts';
comment on column shop_order.shipping_amount is 'payment: what of that is delivery';
comment on column shop_order.tax_percent is 'payment: the rate of the tax that the total contains';
comment on column shop_order.tax_amount is 'payment: the tax that the total contains';
comment on column shop_order.payment_id is 'payment: the payment in the payment service';
comment on column shop_order.placed_at is 'personal: when it was placed';
comment on column shop_order.lease_until is 'technical: until when one worker has it to itself';

comment on table order_item is 'Kept with its order.';
comment on column order_item.order_id is 'business: the order';
comment on column order_item.position is 'technical: the place of the line';
comment on column order_item.owner is 'personal: whose it is, by the identifier of the account';
comment on column order_item.product_id is 'personal: what was bought';
comment on column order_item.name is 'personal: what it was called then';
comment on column order_item.quantity is 'personal: how many';
comment on column order_item.price_amount is 'payment: the price of one when it was ordered';
comment on column order_item.price_currency is 'payment: its currency';
