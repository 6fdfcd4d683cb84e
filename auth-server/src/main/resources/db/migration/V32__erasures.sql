-- What the services have still to erase of people whose account is deleted (docs/adr/0023-privacy.md).
create table erasure_notice (
    person uuid not null,
    service text not null,
    attempts int not null default 0,
    next_attempt_at timestamptz not null,
    primary key (person, service)
);
create index erasure_notice_due on erasure_notice (next_attempt_at);

comment on table erasure_notice is 'Kept until the service has erased it.';
comment on column erasure_notice.person is 'personal: who has deleted the account';
comment on column erasure_notice.service is 'technical: which service has to erase';
comment on column erasure_notice.attempts is 'technical: how often it was asked';
comment on column erasure_notice.next_attempt_at is 'technical: when it is asked next';
