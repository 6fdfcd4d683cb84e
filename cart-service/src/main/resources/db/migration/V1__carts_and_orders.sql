-- Row-level security is the second no: whatever the code asks for, a transaction sees the rows of its person only.

create table cart_item (
    owner text not null,
    product_id uuid not null,
    quantity int not null check (quantity between 1 and 99),
    added_at timestamptz not null default now(),
    primary key (owner, product_id)
);

create table shop_order (
    id uuid primary key,
    owner text not null,
    idempotency_key text not null,
    fingerprint text not null,
    status text not null check (status in ('PLACED', 'RESERVED', 'PAID', 'CONFIRMED', 'CANCELLED', 'DECLINED')),
    reason text,
    total_amount numeric(14, 2) not null check (total_amount > 0),
    total_currency char(3) not null,
    payment_id uuid,
    placed_at timestamptz not null default now(),
    lease_until timestamptz not null default '-infinity',
    unique (owner, idempotency_key),
    check (payment_id is not null or status not in ('PAID', 'CONFIRMED'))
);
create index shop_order_newest on shop_order (owner, placed_at desc);
create index shop_order_unfinished on shop_order (lease_until) where status in ('PLACED', 'RESERVED', 'PAID');

create table order_item (
    order_id uuid not null references shop_order (id),
    position int not null,
    owner text not null,
    product_id uuid not null,
    name text not null,
    quantity int not null check (quantity between 1 and 99),
    price_amount numeric(12, 2) not null check (price_amount > 0),
    price_currency char(3) not null,
    primary key (order_id, position)
);

alter table cart_item enable row level security;
alter table cart_item force row level security;
alter table shop_order enable row level security;
alter table shop_order force row level security;
alter table order_item enable row level security;
alter table order_item force row level security;

create policy own on cart_item
    using (owner = current_setting('palisade.subject', true) and owner <> '')
    with check (owner = current_setting('palisade.subject', true) and owner <> '');
create policy own on shop_order
    using (owner = current_setting('palisade.subject', true) and owner <> '')
    with check (owner = current_setting('palisade.subject', true) and owner <> '');
create policy own on order_item
    using (owner = current_setting('palisade.subject', true) and owner <> '')
    with check (owner = current_setting('palisade.subject', true) and owner <> '');

-- What was ordered is never changed or deleted.
revoke update, delete, truncate on order_item from cart_app;
revoke delete, truncate on shop_order from cart_app;

-- The worker that finishes orders after a crash learns which ones there are, and whose, and nothing more.
create policy unfinished on shop_order for select to cart_owner using (true);
create function unfinished_orders(how_many int) returns table (id uuid, owner text)
    language sql stable security definer set search_path = public, pg_temp
    as $$
        select id, owner from shop_order
        where status in ('PLACED', 'RESERVED', 'PAID') and lease_until < now()
        order by lease_until limit how_many
    $$;
revoke all on function unfinished_orders(int) from public;
grant execute on function unfinished_orders(int) to cart_app;
