-- Who was ever found to be the same person as whom: a decision on one of a family reads the streams of all. It follows from
-- the events and is written in the transaction that appends them.
create table ledger.kin (
    subject_id uuid primary key,
    family     uuid not null
);

create index kin_of_family on ledger.kin (family);
