-- Which sign-in of a person an authorization came from, read out of what the authorization server's store keeps.
alter table oauth2_authorization add column sid text
    generated always as (substring(attributes from '"palisade\.sid":"([0-9a-f-]{36})"')) stored;
create index oauth2_authorization_person on oauth2_authorization (principal_name, sid);

-- Clients that have yet to hear that a sign-in ended: of one browser, or of all when there is no sid.
create table logout_notice (
    id uuid primary key,
    client_id text not null,
    person text not null,
    sid text,
    attempts int not null default 0,
    next_attempt_at timestamptz not null default now()
);
create index logout_notice_due on logout_notice (next_attempt_at);
