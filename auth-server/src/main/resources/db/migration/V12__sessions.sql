-- Where people are signed in, in the columns that Spring Session's JDBC store expects, so that a sign-in can be seen and
-- ended, by whichever instance.
create table sign_in_session (
    primary_id char(36) primary key,
    session_id char(36) not null unique,
    creation_time bigint not null,
    last_access_time bigint not null,
    max_inactive_interval int not null,
    expiry_time bigint not null,
    principal_name varchar(100)
);
create index sign_in_session_ends on sign_in_session (expiry_time);
create index sign_in_session_person on sign_in_session (principal_name);

create table sign_in_session_attributes (
    session_primary_id char(36) not null references sign_in_session (primary_id) on delete cascade,
    attribute_name varchar(200) not null,
    attribute_bytes bytea not null,
    primary key (session_primary_id, attribute_name)
);
