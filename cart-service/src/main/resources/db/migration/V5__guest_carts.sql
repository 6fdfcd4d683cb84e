-- Carts of visitors who have not signed in. Their lines stand in cart_item, under an owner that is a hash of what the
-- visitor holds and can be no person's, so row-level security shows them to whoever holds it, and to nobody else.
create table guest_cart (
    owner text primary key check (owner ~ '^guest:[0-9a-f]{64}$'),
    changed_at timestamptz not null default now()
);
create index guest_cart_oldest on guest_cart (changed_at);
alter table guest_cart enable row level security;
alter table guest_cart force row level security;
create policy own on guest_cart
    using (owner = current_setting('palisade.subject', true))
    with check (owner = current_setting('palisade.subject', true));

-- Two things reach beyond the transaction's own person, and none of them a line of a person's cart.
create policy guests on guest_cart to cart_owner using (true);
create policy guests on cart_item to cart_owner using (owner like 'guest:%');

-- Empties a guest cart that has not ended and deletes it, for who merges it into their own. A second one waits and gets
-- nothing.
create function take_guest_cart(guest text, kept interval)
    returns table (product_id uuid, quantity int, price_amount numeric, price_currency char(3))
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    begin
        delete from guest_cart g where g.owner = guest and g.changed_at > now() - kept;
        if not found then
            return;
        end if;
        return query
            with taken as (delete from cart_item c where c.owner = guest returning c.*)
            select t.product_id, t.quantity, t.price_amount, t.price_currency from taken t
            order by t.added_at, t.product_id;
    end
    $$;

-- Deletes guest carts that have ended, the oldest first, and says how many it were.
create function delete_ended_guest_carts(kept interval, how_many int) returns int
    language sql volatile security definer set search_path = public, pg_temp
    as $$
        with ended as (
            select g.owner from guest_cart g where g.changed_at <= now() - kept
            order by g.changed_at limit how_many for update skip locked
        ), lines as (
            delete from cart_item c using ended e where c.owner = e.owner
        ), deleted as (
            delete from guest_cart g using ended e where g.owner = e.owner returning 1
        )
        select count(*)::int from deleted
    $$;
revoke all on function take_guest_cart(text, interval) from public;
revoke all on function delete_ended_guest_carts(interval, int) from public;
grant execute on function take_guest_cart(text, interval) to cart_app;
grant execute on function delete_ended_guest_carts(interval, int) to cart_app;
