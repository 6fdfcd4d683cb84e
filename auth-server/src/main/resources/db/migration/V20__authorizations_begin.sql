-- When an authorization began: a pushed request that nobody opened, or a page of consent that nobody answered, has no
-- token whose end would tell when it may be forgotten.
alter table oauth2_authorization add column created_at timestamptz not null default now();
