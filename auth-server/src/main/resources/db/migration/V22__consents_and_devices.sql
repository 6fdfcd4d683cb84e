-- What people agreed to, in the columns that the authorization server's JDBC store expects, and since when.
create table oauth2_authorization_consent (
    registered_client_id varchar(100) not null,
    principal_name varchar(200) not null,
    authorities varchar(1000) not null,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    primary key (registered_client_id, principal_name)
);
create index oauth2_authorization_user_code on oauth2_authorization using hash (user_code_value);
create index oauth2_authorization_device_code on oauth2_authorization using hash (device_code_value);

-- How often a device asks for its token (RFC 8628 section 3.5), by the hash of its code.
create table device_poll (
    hash bytea primary key,
    polled_at timestamptz not null,
    pause_seconds int not null
);

-- Codes that a person typed and that no device has: too many are guesses (RFC 8628 section 5.1).
create table wrong_user_code (
    person text not null,
    typed_at timestamptz not null default now()
);
create index wrong_user_code_person on wrong_user_code (person, typed_at);
