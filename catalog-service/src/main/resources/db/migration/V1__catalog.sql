create table product (
    id uuid primary key,
    sku text not null unique check (sku ~ '^[A-Z0-9]+(-[A-Z0-9]+)*$' and length(sku) <= 32),
    category text not null check (category ~ '^[a-z]+(-[a-z]+)*$' and length(category) <= 40),
    name text not null check (length(name) between 1 and 120),
    description text not null check (length(description) <= 1000),
    price_amount numeric(16, 4) not null check (price_amount > 0),
    price_currency text not null check (price_currency ~ '^[A-Z]{3}$'),
    stock integer not null check (stock >= 0),
    -- What a search looks at, in lower case once instead of at each search.
    search text not null generated always as (lower(name || ' ' || description || ' ' || sku)) stored
);

create index product_by_name on product (name, id);
create index product_by_category on product (category, name, id);

-- Stock that was taken from the shelf for an order. The order is the cart's; its id is the only thing known of it here.
create table reservation (
    order_id uuid primary key,
    owner text not null, -- empty when it was released before it was made
    status text not null check (status in ('RESERVED', 'CONFIRMED', 'RELEASED')),
    created_at timestamptz not null default now()
);

create table reservation_item (
    order_id uuid not null references reservation,
    product_id uuid not null references product,
    quantity integer not null check (quantity > 0),
    primary key (order_id, product_id)
);

-- What is sold is neither deleted nor forgotten by the service itself.
revoke delete on product, reservation, reservation_item from catalog_app;
revoke update on reservation_item from catalog_app;
