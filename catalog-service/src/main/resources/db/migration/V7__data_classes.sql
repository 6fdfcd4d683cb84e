-- What each column holds, for whom it matters, and how long its rows are kept. A comment begins with the class of its data:
-- public, business, personal (of a person, or leading to one), payment, secret (lets its holder in) or technical.

comment on table product is 'Kept without end.';
comment on column product.id is 'public: the product';
comment on column product.sku is 'public: the number of the article';
comment on column product.category is 'public: where it stands in the shop';
comment on column product.name is 'public: its name';
comment on column product.description is 'public: its description';
comment on column product.price_amount is 'public: what it costs now';
comment on column product.price_currency is 'public: the currency of that';
comment on column product.stock is 'business: how many there are';
comment on column product.search is 'technical: what the search looks through';
comment on column product.version is 'technical: counts its changes, for ETag';

comment on table price is 'Kept without end.';
comment on column price.id is 'technical: the entry';
comment on column price.product_id is 'public: the product';
comment on column price.amount is 'business: what it cost';
comment on column price.currency is 'business: the currency of that';
comment on column price.valid_from is 'business: since when';

comment on table reservation is 'Kept without end, as its order is.';
comment on column reservation.order_id is 'business: the order';
comment on column reservation.owner is 'personal: whose it is, by the identifier of the account';
comment on column reservation.status is 'business: whether the stock is taken, waits or was given back';
comment on column reservation.created_at is 'personal: when it was made';

comment on table reservation_item is 'Kept with its reservation.';
comment on column reservation_item.order_id is 'business: the order';
comment on column reservation_item.product_id is 'business: what is taken out of the stock';
comment on column reservation_item.quantity is 'business: how many';
