-- A person who may not sign in any more, since when.
alter table account add column disabled_at timestamptz;

-- What was decided about people who sign in, or change what they sign in with. Nothing of where they did it.
create table sign_in_event (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    person uuid, -- null where nobody has that name; no reference, since the end of an account is an event as well
    action text not null,
    permitted boolean not null,
    reason text not null
);
create index sign_in_event_at on sign_in_event (at);
create index sign_in_event_person on sign_in_event (person, id);

-- A role that a person has for a while: asked for by the person, granted by another one.
create table elevation (
    id uuid primary key default gen_random_uuid(),
    person uuid not null references account (id) on delete cascade,
    role text not null,
    reason text not null check (length(reason) between 10 and 300),
    minutes int not null check (minutes between 1 and 240),
    asked_at timestamptz not null default now(),
    granted_by uuid check (granted_by <> person), -- no reference: who granted may go
    granted_at timestamptz,
    expires_at timestamptz check (expires_at <= granted_at + interval '4 hours'),
    ended_at timestamptz, -- also of what was refused, withdrawn, or never answered
    ended_by uuid,
    last_used_at timestamptz,
    check ((granted_at is null) = (granted_by is null) and (granted_at is null) = (expires_at is null))
);
-- One at a time of each role: what has ended by itself is closed when the next one is asked for.
create unique index elevation_one on elevation (person, role) where ended_at is null;
create index elevation_asked on elevation (asked_at);
