-- The register of representations: what they are found by, and to whom each id belongs. It follows from the events of people and
-- is written in the transaction that appends them.
create table ledger.representation (
    representation_id text collate "C" primary key,
    subject_id        uuid not null,
    company           text collate "C" not null,
    role              text collate "C",
    valid_from        date,
    valid_to          date
);

create index representation_of_company on ledger.representation (company, representation_id);
create index representation_of_subject on ledger.representation (subject_id);
