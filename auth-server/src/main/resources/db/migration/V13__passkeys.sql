-- Public keys of passkeys, in the columns that the framework's JDBC store expects. The handle of the person is the
-- identifier of the account in base64url.
create table user_credentials (
    credential_id varchar(1000) primary key,
    user_entity_user_id varchar(100) not null,
    account_id uuid not null generated always as (
        encode(decode(translate(user_entity_user_id, '-_', '+/') || '==', 'base64'), 'hex')::uuid
    ) stored references account (id) on delete cascade,
    public_key bytea not null,
    signature_count bigint,
    uv_initialized boolean,
    backup_eligible boolean not null,
    authenticator_transports varchar(1000),
    public_key_credential_type varchar(100),
    backup_state boolean not null,
    attestation_object bytea,
    attestation_client_data_json bytea,
    created timestamp,
    last_used timestamp,
    label varchar(1000) not null
);
create index user_credentials_account on user_credentials (account_id);
