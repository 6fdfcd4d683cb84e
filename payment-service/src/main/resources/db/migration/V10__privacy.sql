-- A person who goes, and rows that nobody needs any more (docs/adr/0023-privacy.md). Both reach beyond what payment_app
-- may do, so they are functions of the owner, who sees no more than they need. A card that was paid with stays as what the
-- payment points at, without anything that leads to the card.
alter table payment_method
    alter column provider_token drop not null,
    alter column last4 drop not null,
    add constraint forgotten_as_a_whole check ((provider_token is null) = (last4 is null));

-- What is a person's, and what was paid with a card, is found without reading everything.
create index payment_by_owner on payment (owner);
create index payment_by_method on payment (method);
create index payment_method_by_owner on payment_method (owner);
create index refund_by_owner on refund (owner);

create policy own_reads on dispute for select
    using (owner = current_setting('palisade.subject', true) and owner <> '');

create policy erased on payment_method to payment_owner
    using (owner = current_setting('palisade.subject', true) and owner <> '' or owner like 'erased:%')
    with check (owner like 'erased:%');
create policy erased on payment to payment_owner
    using (owner = current_setting('palisade.subject', true) and owner <> '' or owner like 'erased:%')
    with check (owner like 'erased:%');
create policy erased on refund to payment_owner
    using (owner = current_setting('palisade.subject', true) and owner <> '' or owner like 'erased:%')
    with check (owner like 'erased:%');
create policy erased on dispute to payment_owner
    using (owner = current_setting('palisade.subject', true) and owner <> '' or owner like 'erased:%')
    with check (owner like 'erased:%');

-- Forgets what leads to a card of the person of this transaction, and the card where nothing was paid with it.
create function forget_card(card text) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    begin
        delete from payment_method m
        where m.token = card and m.owner = current_setting('palisade.subject', true)
            and not exists (select from payment p where p.method = m.token);
        update payment_method m set provider_token = null, last4 = null
        where m.token = card and m.owner = current_setting('palisade.subject', true);
    end
    $$;

-- Erases the person of this transaction and nobody else; false while something may still move money.
create function erase_person(who text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        nobody text := 'erased:' || gen_random_uuid();
    begin
        if who is distinct from current_setting('palisade.subject', true) or who = '' then
            raise exception 'This is not the person of the transaction' using errcode = 'insufficient_privilege';
        end if;
        if exists (select from payment where owner = who and status = 'PENDING')
            or exists (select from refund where owner = who and status = 'PENDING') then
            return false;
        end if;
        -- A card that was given a moment ago is not forgotten by the provider yet: then this has to wait as well.
        if exists (select from payment_method where owner = who and provider_token is not null) then
            return false;
        end if;
        update dispute set owner = nobody where owner = who;
        update refund set owner = nobody where owner = who;
        update payment set owner = nobody where owner = who;
        update payment_method set owner = nobody where owner = who;
        return true;
    end
    $$;

-- Whatever they are told: nothing that is younger than a month is forgotten, and no payment younger than a year.
create policy old on payment_method for select to payment_owner using (created_at < now() - interval '30 days');
create policy old on payment to payment_owner
    using (created_at < now() - interval '30 days')
    with check (owner like 'erased:%' and created_at < now() - interval '365 days');
create policy old on refund to payment_owner
    using (created_at < now() - interval '365 days') with check (owner like 'erased:%');
create policy old on dispute to payment_owner
    using (created_at < now() - interval '365 days') with check (owner like 'erased:%');
create policy old on webhook_event to payment_owner using (received_at < now() - interval '30 days');

create function unused_cards(since interval, how_many int)
    returns table (token text, owner text, provider_token text)
    language sql stable security definer set search_path = public, pg_temp
    as $$
        select m.token, m.owner, m.provider_token from payment_method m
        where m.provider_token is not null and m.created_at < now() - since
            and not exists (select from payment p where p.method = m.token and p.created_at >= now() - since)
        order by m.created_at limit how_many
    $$;

create function forget_old(payments interval, webhook_events interval) returns int
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        step int;
        total int;
    begin
        update dispute set owner = 'erased:' || payment_id
        where owner not like 'erased:%' and created_at < now() - payments;
        update refund set owner = 'erased:' || payment_id
        where owner not like 'erased:%' and created_at < now() - payments;
        update payment set owner = 'erased:' || id where owner not like 'erased:%' and created_at < now() - payments;
        get diagnostics total = row_count;
        delete from webhook_event where received_at < now() - webhook_events;
        get diagnostics step = row_count;
        return total + step;
    end
    $$;
revoke all on function forget_card(text), erase_person(text), unused_cards(interval, int), forget_old(interval, interval)
    from public;
grant execute on function forget_card(text), erase_person(text), unused_cards(interval, int),
    forget_old(interval, interval) to payment_app;

comment on table payment_method is
    'Kept until the person goes, or for a year and a half after it was last paid with; then the provider forgets the card as well.';
comment on table payment is
    'Kept without end, as the books are; whose it was is erased when the person goes, or after ten years.';
comment on table refund is 'Kept as its payment is.';
comment on table dispute is 'Kept as its payment is.';
comment on table webhook_event is 'Kept for 90 days, so that none counts twice; a signature counts for minutes.';
