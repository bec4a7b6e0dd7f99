-- How far each rotation of the keys that are kept outside the database has come. At most one of each kind at a time:
-- whoever works on it holds its row.
create table ledger.rotation (
    keys        text primary key check (keys in ('key-encryption-key', 'look-up-pepper')),
    key_id      integer not null,
    done        bigint not null,
    total       bigint not null,
    reached     text not null,
    started_at  timestamptz not null,
    worked_at   timestamptz not null,
    finished_at timestamptz
);

-- The id of the key under which the key of a person is wrapped: Tink writes it before what it encrypts (a byte 1 and four
-- bytes, big-endian), here inside a message of one field. Null where it is written otherwise.
create function ledger.wrapping_key_id(wrapped bytea) returns integer language sql immutable as $$
    select case when get_byte(wrapped, start) = 1 then
        (get_byte(wrapped, start + 1)::bit(8) || get_byte(wrapped, start + 2)::bit(8)
            || get_byte(wrapped, start + 3)::bit(8) || get_byte(wrapped, start + 4)::bit(8))::bit(32)::integer end
    from (select case when get_byte(wrapped, 1) >= 128 then 3 else 2 end) as ciphertext (start)
$$;
