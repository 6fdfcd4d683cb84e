-- What people would like to have one day. Row-level security as for carts.
create table wish (
    owner text not null,
    product_id uuid not null,
    added_at timestamptz not null default now(),
    primary key (owner, product_id)
);
alter table wish enable row level security;
alter table wish force row level security;
create policy own on wish
    using (owner = current_setting('palisade.subject', true) and owner <> '')
    with check (owner = current_setting('palisade.subject', true) and owner <> '');
