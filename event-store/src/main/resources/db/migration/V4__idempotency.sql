-- Answers to commands that carried an Idempotency-Key, kept for 24 hours. Written in the transaction of the command:
-- an answer stands here exactly when its events stand in the ledger. Key and request are kept as keyed hashes.
create table ledger.idempotency (
    key_hash    bytea primary key,
    fingerprint bytea not null,
    outcome     text not null,
    recorded_at timestamptz not null
);

create index idempotency_age on ledger.idempotency (recorded_at);
