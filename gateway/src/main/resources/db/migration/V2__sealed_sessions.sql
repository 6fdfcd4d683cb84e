-- Sessions that only their cookie opens. Those of before are gone: people sign in again.
drop table browser_session_attributes;
drop table browser_session;
create table browser_session (
    hash bytea primary key check (length(hash) = 32),
    person text,
    sign_in text,
    signed_in_at timestamptz,
    created_at timestamptz not null,
    used_at timestamptz not null,
    ends_at timestamptz not null,
    refreshing_until timestamptz,
    content bytea not null
);
create index browser_session_ends on browser_session (ends_at);
create index browser_session_person on browser_session (person);
