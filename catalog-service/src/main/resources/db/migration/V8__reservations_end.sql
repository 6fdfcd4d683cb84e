-- Until when goods are set aside is promised when they are, and a change of the setting keeps the promise. The version before
-- writes no end and expires by created_at: the default writes it in its place, as long as both run (docs/migrations.md).
alter table reservation add column expires_at timestamptz;
update reservation set expires_at = created_at + interval '30 minutes' where status = 'RESERVED';
alter table reservation alter column expires_at set default now() + interval '30 minutes';
create index reservation_by_end on reservation (expires_at) where status = 'RESERVED';
comment on column reservation.expires_at is 'technical: when the goods go back, unless it is paid for';
