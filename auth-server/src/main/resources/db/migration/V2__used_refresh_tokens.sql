-- Refresh tokens that were used, by hash. Whoever sends one again has a copy that somebody else used, or the other way
-- round: the sign-in that it came from ends.
create table used_refresh_token (
    hash bytea primary key,
    authorization_id varchar(100) not null references oauth2_authorization (id) on delete cascade
);
create index used_refresh_token_authorization on used_refresh_token (authorization_id);
