-- What the provider tells us, what it disputes, and where it and we do not agree (docs/adr/0016-payment.md).
create table webhook_event (
    id text primary key check (id ~ '^[\x21-\x7e]{1,100}$'), -- the provider's; each is applied once
    type text not null,
    received_at timestamptz not null default now()
);

create table dispute (
    id text primary key check (id ~ '^[\x21-\x7e]{1,100}$'), -- the provider's
    payment_id uuid not null references payment,
    owner text not null check (owner <> ''), -- the payment's
    amount numeric(16, 4) not null check (amount > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    status text not null check (status in ('open', 'won', 'lost')),
    created_at timestamptz not null default now()
);

create table difference (
    id bigint generated always as identity primary key,
    kind text not null
        check (kind in ('unknown-payment', 'missing-here', 'missing-there', 'other-amount', 'other-state')),
    movement text not null,
    reference text not null,
    found_at timestamptz not null default now(),
    unique (kind, movement, reference)
);

-- The service itself, when no person is there: webhooks and the daily reconciliation. It reads what it has to compare.
create policy service_reads on payment for select using (current_setting('palisade.subject', true) = 'payment-service');
create policy service on refund using (current_setting('palisade.subject', true) = 'payment-service');

alter table dispute enable row level security;
alter table dispute force row level security;
create policy service on dispute using (current_setting('palisade.subject', true) = 'payment-service');
create policy support_reads on dispute for select
    using ('support' = any (string_to_array(current_setting('palisade.roles', true), ',')));

alter table webhook_event enable row level security;
alter table webhook_event force row level security;
create policy service on webhook_event using (current_setting('palisade.subject', true) = 'payment-service');

alter table difference enable row level security;
alter table difference force row level security;
create policy service on difference using (current_setting('palisade.subject', true) = 'payment-service');
create policy support_reads on difference for select
    using ('support' = any (string_to_array(current_setting('palisade.roles', true), ',')));

revoke update, delete, truncate on webhook_event, difference from payment_app;
revoke delete, truncate on dispute from payment_app;
