-- The ledger: what happened, for ever. Everything else in this database can be built again from it.
create schema if not exists ledger;

-- Payload and metadata are bytea, because jsonb would rewrite the bytes that hashes commit to.
create table ledger.event (
    global_index     bigint generated always as identity primary key,
    event_id         text collate "C" not null unique,
    aggregate_id     text collate "C" not null,
    sequence         bigint not null,
    aggregate_type   text collate "C" not null,
    recorded_at      timestamptz not null,
    payload_type     text collate "C" not null,
    payload_revision text collate "C" not null,
    payload          bytea not null,
    metadata         bytea not null,
    unique (aggregate_id, sequence)
);

create index event_catalogue on ledger.event (global_index)
    where aggregate_type in ('Controller', 'Purpose', 'Notice');

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'events are neither changed nor deleted' using errcode = 'insufficient_privilege';
end
$$;

create trigger event_append_only before update or delete on ledger.event
    for each row execute function ledger.refuse_change();
create trigger event_never_truncated before truncate on ledger.event
    for each statement execute function ledger.refuse_change();

-- How many events the catalogue has: one row, locked by every command that changes the catalogue.
create table ledger.catalogue_head (version bigint not null);
insert into ledger.catalogue_head values (0);

-- How far each projection has read. Owned by Axon's token store.
create table ledger.token (
    processor  text not null,
    segment    integer not null,
    token      bytea,
    token_type text,
    timestamp  text,
    owner      text,
    primary key (processor, segment)
);
