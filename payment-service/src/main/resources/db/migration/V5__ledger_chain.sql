-- Every entry of the ledger carries the hash of the one before it, so that whoever changes or takes out an old one, past
-- every right and trigger, would have to change all that came after it. Positions have no gaps.
alter table ledger_entry
    drop constraint ledger_entry_account_check,
    add constraint ledger_entry_account_check
        check (account in ('provider-receivable', 'sales', 'refunds', 'disputes')),
    add column position bigint unique,
    add column previous text check (previous ~ '^[0-9a-f]{64}$'),
    add column hash text check (hash ~ '^[0-9a-f]{64}$');

create function ledger_hash(entry ledger_entry) returns text language sql stable as $$
    select encode(sha256(convert_to(
        concat_ws('|', entry.position, entry.previous, entry.posting, entry.account, entry.amount, entry.currency,
            extract(epoch from entry.created_at)), 'UTF8')), 'hex')
$$;

create function ledger_chains() returns trigger language plpgsql as $$
begin
    -- Held until the transaction ends: whoever comes next sees this entry, or that it never was.
    perform pg_advisory_xact_lock(hashtext('ledger_entry'));
    new.position := coalesce((select max(position) from ledger_entry), 0) + 1;
    new.previous := coalesce(
        (select hash from ledger_entry where position = new.position - 1), repeat('0', 64));
    new.hash := ledger_hash(new);
    return new;
end
$$;

-- What was booked before gets its place in the chain by the order in which it came.
alter table ledger_entry disable trigger ledger_is_append_only;
do $$
declare
    entry ledger_entry;
    last text := repeat('0', 64);
    place bigint := 0;
begin
    for entry in select * from ledger_entry order by id loop
        place := place + 1;
        entry.position := place;
        entry.previous := last;
        last := ledger_hash(entry);
        update ledger_entry set position = entry.position, previous = entry.previous, hash = last where id = entry.id;
    end loop;
end
$$;
alter table ledger_entry enable trigger ledger_is_append_only;
alter table ledger_entry
    alter column position set not null,
    alter column previous set not null,
    alter column hash set not null;
create trigger ledger_chains before insert on ledger_entry for each row execute function ledger_chains();

-- The positions at which the chain is broken: none, when nothing was changed.
create function ledger_breaks() returns setof bigint language sql stable as $$
    select place from (
        select e.position as place, e.previous, e.hash, ledger_hash(e) as expected,
            row_number() over (order by e.position) as number,
            lag(e.hash, 1, repeat('0', 64)) over (order by e.position) as last
        from ledger_entry e) chain
    where hash <> expected or previous <> last or place <> number
$$;

grant execute on function ledger_hash(ledger_entry), ledger_breaks() to payment_app;
