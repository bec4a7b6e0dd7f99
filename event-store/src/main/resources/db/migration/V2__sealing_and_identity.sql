-- One data key per subject, wrapped by the key-encryption key, which is kept outside the database.
-- Deleting a row erases what the key sealed.
create table ledger.subject_key (
    subject_id  uuid        primary key,
    wrapped_key bytea       not null,
    created_at  timestamptz not null
);

-- Who is known under which identifier: keyed hashes only, never an address.
create table ledger.identifier (
    hash          bytea   primary key,
    pepper_key_id integer not null,
    subject_id    uuid    not null
);

create index identifier_of_subject on ledger.identifier (subject_id);
