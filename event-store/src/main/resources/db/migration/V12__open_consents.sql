-- The register of consents that may still end by themselves: when to look at each again. It follows from the events and from
-- the catalogue, is written behind the commands, and can be emptied and read again from the first event. Nothing is
-- decided by it.
create table ledger.open_consent (
    subject_id    uuid        not null,
    event_id      uuid        not null,
    controllers   text[]      not null,
    purposes      text[]      not null,
    due_at        timestamptz,
    renew_at      timestamptz,
    claimed_until timestamptz,
    primary key (subject_id, event_id)
);

-- What the sweeper looks for. Consents of which no end is known are not in it.
create index open_consent_due on ledger.open_consent (due_at) where due_at is not null;
create index open_consent_renewal on ledger.open_consent (renew_at, event_id) where renew_at is not null;

-- How far the register is: up to which event, and for which version of the catalogue. One row, locked by whoever writes.
-- While the catalogue has moved on, all people are gone through once in the order of their ids.
create table ledger.open_consent_progress (
    position     bigint not null,
    catalogue    bigint not null,
    pass_for     bigint,
    pass_after   uuid
);
insert into ledger.open_consent_progress (position, catalogue) values (0, 0);
