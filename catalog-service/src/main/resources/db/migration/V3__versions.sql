-- The version that a caller sees as the ETag. Whatever changes the row makes a new one, also goods that are reserved:
-- who then puts an older stock would put goods back that are sold.
alter table product add column version bigint not null default 1;

create function next_version() returns trigger language plpgsql as $$
begin
    new.version := old.version + 1;
    return new;
end
$$;

create trigger product_version before update on product for each row execute function next_version();
