-- A person who goes, and rows that nobody needs any more (docs/adr/0023-privacy.md). Both reach beyond what cart_app may
-- do, so they are functions of the owner, who sees no more than they need.
create policy erased on shop_order for update to cart_owner
    using (owner = current_setting('palisade.subject', true) and owner <> '') with check (owner like 'erased:%');
create policy erased on order_item to cart_owner
    using (owner = current_setting('palisade.subject', true) and owner <> '' or owner like 'erased:%')
    with check (owner like 'erased:%');

-- Erases the person of this transaction and nobody else; false when an order of theirs has not ended.
create function erase_person(who text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        nobody text := 'erased:' || gen_random_uuid();
    begin
        if who is distinct from current_setting('palisade.subject', true) or who = '' then
            raise exception 'This is not the person of the transaction' using errcode = 'insufficient_privilege';
        end if;
        delete from cart_item where owner = who;
        delete from wish where owner = who;
        if exists (select from shop_order where owner = who and status in ('PLACED', 'RESERVED', 'PAID')) then
            return false;
        end if;
        update order_item set owner = nobody where order_id in (select id from shop_order where owner = who);
        update shop_order set owner = nobody where owner = who;
        return true;
    end
    $$;

-- Whatever they are told: nothing that is younger than three months is forgotten.
create policy old on cart_item to cart_owner
    using (owner not like 'guest:%' and added_at < now() - interval '90 days');
create policy old on wish to cart_owner using (added_at < now() - interval '90 days');
create policy old on shop_order to cart_owner
    using (placed_at < now() - interval '90 days') with check (owner like 'erased:%');
create policy old on order_item to cart_owner
    using (exists (select from shop_order o where o.id = order_id and o.placed_at < now() - interval '90 days'))
    with check (owner like 'erased:%');

create function forget_old(carts interval, wishes interval, failed_orders interval, orders interval) returns int
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        step int;
        total int := 0;
        forgotten uuid[];
    begin
        delete from cart_item where owner not like 'guest:%' and added_at < now() - carts;
        get diagnostics step = row_count;
        total := total + step;
        delete from wish where added_at < now() - wishes;
        get diagnostics step = row_count;
        total := total + step;

        forgotten := array(
            select id from shop_order
            where status in ('CANCELLED', 'DECLINED') and placed_at < now() - failed_orders);
        delete from order_item where order_id = any (forgotten);
        delete from shop_order where id = any (forgotten);
        total := total + cardinality(forgotten);

        forgotten := array(
            select id from shop_order
            where status = 'CONFIRMED' and owner not like 'erased:%' and placed_at < now() - orders);
        update order_item i set owner = 'erased:' || i.order_id where order_id = any (forgotten);
        update shop_order o set owner = 'erased:' || o.id where id = any (forgotten);
        return total + cardinality(forgotten);
    end
    $$;
revoke all on function erase_person(text), forget_old(interval, interval, interval, interval) from public;
grant execute on function erase_person(text), forget_old(interval, interval, interval, interval) to cart_app;

comment on table cart_item is
    'Kept until the line is removed or bought, for a year at most; the lines of a visitor until their cart ends.';
comment on table wish is 'Kept until the wish is removed, for two years at most.';
comment on table shop_order is
    'Kept for half a year when it was cancelled or declined. A confirmed one is kept without end, as the books are; whose it was is erased when the person goes, or after ten years.';
comment on table order_item is 'Kept as its order is.';
