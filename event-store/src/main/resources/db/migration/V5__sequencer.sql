-- The log: every committed event once, in one gapless order that all readers share. global_index cannot be that order,
-- since its numbers become visible in the order of commits and some never do.
create table ledger.event_log (
    position     bigint primary key,
    global_index bigint not null unique,
    leaf_hash    bytea  not null
);

create trigger event_log_append_only before update or delete on ledger.event_log
    for each row execute function ledger.refuse_change();
create trigger event_log_never_truncated before truncate on ledger.event_log
    for each statement execute function ledger.refuse_change();

-- Every event up to the floor has its position, and none can come up there any more. One row, written by the leader.
create table ledger.sequencer (floor bigint not null);
insert into ledger.sequencer values (0);

-- What the log commits to: a zero byte (the leaf prefix of RFC 9162), then every column of the event in the order of the
-- table, each as the bytes that are stored, after their number as four bytes. Numbers are eight bytes, big-endian;
-- times are microseconds since 1970; text is UTF-8.
create function ledger.leaf_hash(e ledger.event) returns bytea language sql stable parallel safe as $$
    select sha256('\x00'::bytea
        || int4send(8) || int8send(e.global_index)
        || int4send(octet_length(convert_to(e.event_id, 'UTF8'))) || convert_to(e.event_id, 'UTF8')
        || int4send(octet_length(convert_to(e.aggregate_id, 'UTF8'))) || convert_to(e.aggregate_id, 'UTF8')
        || int4send(8) || int8send(e.sequence)
        || int4send(octet_length(convert_to(e.aggregate_type, 'UTF8'))) || convert_to(e.aggregate_type, 'UTF8')
        || int4send(8) || int8send((extract(epoch from e.recorded_at) * 1000000)::bigint)
        || int4send(octet_length(convert_to(e.payload_type, 'UTF8'))) || convert_to(e.payload_type, 'UTF8')
        || int4send(octet_length(convert_to(e.payload_revision, 'UTF8'))) || convert_to(e.payload_revision, 'UTF8')
        || int4send(octet_length(e.payload)) || e.payload
        || int4send(octet_length(e.metadata)) || e.metadata)
$$;

-- A writer has its transaction id before it draws an index. Otherwise it could draw one, be unknown to every snapshot
-- for a moment, and commit an event below a floor that had moved on meanwhile.
create function ledger.take_transaction_id() returns trigger language plpgsql as $$
begin
    perform pg_current_xact_id();
    return null;
end
$$;

create trigger event_transaction_first before insert on ledger.event
    for each statement execute function ledger.take_transaction_id();
alter table ledger.event enable always trigger event_transaction_first;

-- Projections read by position from now on: what they had read by index is built again from the first position.
delete from ledger.token;
do $$
begin
    if to_regclass('view.subject') is not null then
        truncate view.subject;
    end if;
end
$$;
