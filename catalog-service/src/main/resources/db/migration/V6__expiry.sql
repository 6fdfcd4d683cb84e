-- A reservation that nobody pays expires. One that is HELD does not: a payment may be under way, and only the end of the
-- order frees the goods.
alter table reservation
    drop constraint reservation_status_check,
    add constraint reservation_status_check check (status in ('RESERVED', 'HELD', 'CONFIRMED', 'RELEASED'));

-- Those from before may have a payment already.
update reservation set status = 'HELD' where status = 'RESERVED';

create index reservation_to_expire on reservation (created_at) where status = 'RESERVED';
