-- Who guesses, by what is guessed at: an account, an address, a browser. The name is a keyed hash, since people type
-- passwords where their name belongs.
create table guess (
    target text primary key,
    failures int not null,
    free_at timestamptz not null, -- no further guess before
    last_at timestamptz not null
);
create index guess_last on guess (last_at);

-- Browsers that a person has signed in with, by the hash of their cookie. Others' guesses do not slow them.
create table known_device (
    hash bytea not null,
    account_id uuid not null references account (id) on delete cascade,
    last_used_at timestamptz not null default now(),
    primary key (hash, account_id)
);
create index known_device_account on known_device (account_id);
