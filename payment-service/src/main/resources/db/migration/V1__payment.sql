-- Everything that belongs to a person shows only to that person. FORCE: to the owner of the tables as well.
create table payment_method (
    token text primary key,
    owner text not null check (owner <> ''),
    provider_token uuid not null unique, -- the provider's name for the card; the number is never here
    brand text not null check (brand in ('visa', 'mastercard', 'amex', 'other')),
    last4 text not null check (last4 ~ '^[0-9]{4}$'),
    created_at timestamptz not null default now()
);
alter table payment_method enable row level security;
alter table payment_method force row level security;
create policy own on payment_method
    using (owner = current_setting('palisade.subject', true) and owner <> '');

create table payment (
    id uuid primary key,
    order_id uuid not null unique, -- an order is paid once
    owner text not null check (owner <> ''),
    status text not null check (status in ('PENDING', 'CAPTURED', 'DECLINED', 'VOID')),
    amount numeric(16, 4) check (amount > 0), -- none when it was ruled out before it was asked for
    currency text check (currency ~ '^[A-Z]{3}$'),
    method text references payment_method,
    reason text check (reason in ('card-declined', 'insufficient-funds')),
    created_at timestamptz not null default now(),
    check ((amount is null) = (currency is null) and (amount is null) = (method is null)),
    check (amount is not null or status = 'VOID'),
    check ((status = 'DECLINED') = (reason is not null))
);
alter table payment enable row level security;
alter table payment force row level security;
create policy own on payment
    using (owner = current_setting('palisade.subject', true) and owner <> '');
create policy support_reads on payment for select
    using ('support' = any (string_to_array(current_setting('palisade.roles', true), ',')));
create policy support_locks on payment for update
    using ('support' = any (string_to_array(current_setting('palisade.roles', true), ',')));

create table refund (
    id uuid primary key,
    payment_id uuid not null references payment,
    owner text not null check (owner <> ''), -- the payment's
    idempotency_key text not null check (length(idempotency_key) between 1 and 100),
    requested text not null, -- the amount as it was asked for, empty for what is left
    amount numeric(16, 4) not null check (amount > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    status text not null check (status in ('PENDING', 'REFUNDED')),
    created_at timestamptz not null default now(),
    unique (payment_id, idempotency_key)
);
alter table refund enable row level security;
alter table refund force row level security;
create policy own_reads on refund for select
    using (owner = current_setting('palisade.subject', true) and owner <> '');
create policy support on refund
    using ('support' = any (string_to_array(current_setting('palisade.roles', true), ',')));

-- The ledger: only ever added to. Every posting sums to zero when its transaction ends, so all of it always does.
create table ledger_entry (
    id bigint generated always as identity primary key,
    posting uuid not null, -- the payment or refund that it books; once, since (posting, account) is unique
    account text not null check (account in ('provider-receivable', 'sales', 'refunds')),
    amount numeric(16, 4) not null check (amount <> 0), -- debit above zero, credit below
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    created_at timestamptz not null default now(),
    unique (posting, account)
);

create function ledger_posting_balances() returns trigger language plpgsql as $$
begin
    if (select count(*) < 2 or count(distinct currency) > 1 or sum(amount) <> 0
        from ledger_entry where posting = new.posting) then
        raise exception 'Posting % does not balance', new.posting using errcode = 'check_violation';
    end if;
    return null;
end
$$;
create constraint trigger ledger_posting_balances after insert on ledger_entry
    deferrable initially deferred for each row execute function ledger_posting_balances();

create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'The ledger is only ever added to' using errcode = 'insufficient_privilege';
end
$$;
create trigger ledger_is_append_only before update or delete or truncate on ledger_entry
    for each statement execute function ledger_is_append_only();

revoke update, delete, truncate on ledger_entry from payment_app;
revoke update, delete on payment_method from payment_app;
revoke delete on payment, refund from payment_app;
