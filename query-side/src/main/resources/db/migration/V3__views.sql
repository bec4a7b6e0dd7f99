-- What can be built again from the ledger: one row a person, holding what decisions need of each event.
create schema view;

create table view.subject (
    subject_id uuid primary key,
    version    bigint not null,
    entries    jsonb not null
);
