-- The sandbox provider's own books. A real provider keeps them in another building; no table of ours refers to them.
create table sandbox_card (
    token uuid primary key,
    behaviour text not null check (behaviour in ('ACCEPT', 'DECLINE', 'NO_FUNDS', 'FAIL', 'LOSE_ANSWER'))
);

create table sandbox_charge (
    key uuid primary key,
    outcome text not null check (outcome in ('CAPTURED', 'CARD_DECLINED', 'INSUFFICIENT_FUNDS', 'CANCELLED')),
    token uuid references sandbox_card,
    amount numeric(16, 4),
    currency text,
    check ((outcome = 'CANCELLED') = (token is null) and (token is null) = (amount is null))
);

create table sandbox_refund (
    key uuid primary key,
    charge uuid not null references sandbox_charge,
    amount numeric(16, 4) not null check (amount > 0),
    currency text not null
);

revoke update, delete on sandbox_card, sandbox_refund, sandbox_charge from payment_app;
grant update (outcome) on sandbox_charge to payment_app; -- what a row lock asks for
