-- The code generator of a person. The secret is encrypted for its row.
create table totp (
    account_id uuid primary key references account (id) on delete cascade,
    secret text not null,
    begun_at timestamptz not null default now(),
    confirmed boolean not null default false, -- by a first code
    last_step bigint not null default 0 -- the time step of the newest code that was used; it and all before are used up
);

-- Codes for whoever has lost the code generator, by hash. A row is gone once its code was used.
create table recovery_code (
    hash bytea primary key,
    account_id uuid not null references account (id) on delete cascade
);
create index recovery_code_account on recovery_code (account_id);
