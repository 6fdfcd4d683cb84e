-- Proofs of possession (RFC 9449) that were used, by hash, for as long as they could be sent again.
create table used_proof (
    hash bytea primary key,
    seen_at timestamptz not null default now()
);
create index used_proof_seen on used_proof (seen_at);
