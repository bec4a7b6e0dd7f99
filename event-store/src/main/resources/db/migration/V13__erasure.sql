-- Who was erased (GDPR Article 17). Nobody in it is given a key again.
create table ledger.erased_subject (
    subject_id uuid        primary key,
    erased_at  timestamptz not null,
    -- When the bytes of the key were gone from the files of its table; null: they may still stand there.
    gone_at    timestamptz
);

create index erased_subject_not_gone on ledger.erased_subject (erased_at) where gone_at is null;

-- What is kept so that an erasure is honoured (Article 17(3)(b)): keyed hashes of the addresses. An address that was
-- erased twice stands here twice. It follows from the events subject-erased and is written in their transactions.
create table ledger.suppression (
    id            bigint      generated always as identity unique,
    hash          bytea       not null,
    event_id      text        collate "C" not null,
    pepper_key_id integer     not null,
    kind          text        collate "C" not null,
    subject_id    uuid        not null,
    scope         text        not null,
    reason        text        collate "C" not null,
    since         timestamptz not null,
    primary key (hash, event_id)
);

-- The planner keeps samples of what stands in a column, and keys of people are not to be copied into its statistics.
alter table ledger.subject_key alter column wrapped_key set statistics 0;
-- Drops the samples that were taken before.
alter table ledger.subject_key alter column wrapped_key type bytea using wrapped_key;
