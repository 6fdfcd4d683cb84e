-- contracts: 0.1.0
-- What the release after the next would do: the last version that wrote no end is gone, and so is what stood in for it.
alter table reservation
    alter column expires_at drop default,
    add constraint reservation_ends check (status <> 'RESERVED' or expires_at is not null);
drop index reservation_to_expire;
