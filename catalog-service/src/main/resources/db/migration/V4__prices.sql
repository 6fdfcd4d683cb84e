-- What each product has cost, and since when. The trigger alone writes here, whoever changes a price and however; the
-- service itself can only read, so what was is neither changed nor forgotten.
create table price (
    id bigint generated always as identity primary key, -- the order in which prices took effect
    product_id uuid not null references product,
    amount numeric(16, 4) not null check (amount > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    valid_from timestamptz not null
);

create index price_by_product on price (product_id, id);

-- What cost what before is not known any more; it begins today.
insert into price (product_id, amount, currency, valid_from)
select id, price_amount, price_currency, now() from product order by id;

-- Runs as the owner of the tables. The time is that of the change, not of the transaction's beginning: a change that waited
-- for another one's lock is the later of the two.
create function record_price() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.price (product_id, amount, currency, valid_from)
    values (new.id, new.price_amount, new.price_currency, clock_timestamp());
    return null;
end
$$;

create trigger product_first_price after insert on product for each row execute function record_price();

create trigger product_next_price after update on product for each row
    when ((old.price_amount, old.price_currency) is distinct from (new.price_amount, new.price_currency))
    execute function record_price();

revoke insert, update, delete on price from catalog_app;
