-- Whoever operates the shop learns which orders should have ended and have not, and not whose they are.
create function stuck_orders(older_than interval, how_many int)
    returns table (id uuid, status text, placed_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp
    as $$
        select id, status, placed_at from shop_order
        where status in ('PLACED', 'RESERVED', 'PAID') and placed_at < now() - older_than
        order by placed_at limit how_many
    $$;
revoke all on function stuck_orders(interval, int) from public;
grant execute on function stuck_orders(interval, int) to cart_app;
