-- An order costs its lines and its delivery, and says how much of that is tax. Prices contain the tax. Orders from before
-- were delivered for nothing, at the rate of their time.
alter table shop_order
    add column shipping_amount numeric(14, 2) not null default 0 check (shipping_amount >= 0),
    add column tax_percent numeric(5, 2) not null default 19 check (tax_percent between 0 and 100);
alter table shop_order
    alter column shipping_amount drop default,
    alter column tax_percent drop default,
    add column tax_amount numeric(14, 2) not null
        generated always as (round(total_amount * tax_percent / (100 + tax_percent), 2)) stored;

-- To the cent, and in one currency: looked at once all lines are there, at the end of the transaction.
create function order_adds_up() returns trigger
    language plpgsql set search_path = public, pg_temp
    as $$
    declare
        total numeric;
        shipping numeric;
        currency text;
        goods numeric;
        currencies bigint;
    begin
        select o.total_amount, o.shipping_amount, o.total_currency into total, shipping, currency
            from shop_order o where o.id = (to_jsonb(new) ->> tg_argv[0])::uuid;
        select sum(i.quantity * i.price_amount), count(*) filter (where i.price_currency <> currency)
            into goods, currencies
            from order_item i where i.order_id = (to_jsonb(new) ->> tg_argv[0])::uuid;
        if currencies > 0 or total is distinct from goods + shipping then
            raise exception 'An order does not add up: % for goods of % and a delivery of %', total, goods, shipping
                using errcode = 'check_violation';
        end if;
        return null;
    end
    $$;
create constraint trigger adds_up
    after insert or update of shipping_amount, total_amount, total_currency on shop_order
    deferrable initially deferred for each row execute function order_adds_up('id');
create constraint trigger adds_up
    after insert or update on order_item
    deferrable initially deferred for each row execute function order_adds_up('order_id');

-- The price that a person saw when the line was last changed: what they have to be told when it is another one now.
alter table cart_item
    add column price_amount numeric(12, 2) check (price_amount > 0),
    add column price_currency char(3),
    add check ((price_amount is null) = (price_currency is null));
