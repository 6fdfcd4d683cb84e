-- Where mail reaches a person: encrypted for its row, and found again by a keyed hash.
alter table account
    add column address text,
    add column address_index bytea unique,
    add check ((address is null) = (address_index is null));

-- Links in mails that have not been used yet, by the hash of what the link holds. One use deletes the row.
create table mail_link (
    hash bytea primary key,
    purpose text not null check (purpose in ('register', 'recover')),
    account_id uuid references account (id) on delete cascade, -- whose password is to be replaced
    pending text, -- who wants to register, encrypted for its row
    expires_at timestamptz not null,
    check ((purpose = 'recover') = (account_id is not null)),
    check ((purpose = 'register') = (pending is not null))
);
create index mail_link_ends on mail_link (expires_at);

-- The local mailbox, where there is one: each mail encrypted for its row.
create table mail (
    id uuid primary key,
    sealed text not null,
    sent_at timestamptz not null default now()
);
create index mail_sent on mail (sent_at);
