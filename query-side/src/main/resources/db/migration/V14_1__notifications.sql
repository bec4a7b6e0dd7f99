-- What recipients are to be told (GDPR Article 19): it follows from the ledger, and is built from it like every view.
create table view.notification (
    generation      smallint    not null,
    event_id        uuid        not null,
    recipient       text        collate "C" not null,
    subject_id      uuid        not null,
    kind            text        collate "C" not null,
    restriction     uuid,
    scope           text        not null,
    recorded_at     timestamptz not null,
    acknowledged_at timestamptz,
    primary key (generation, event_id, recipient)
) partition by list (generation);

create table view.notification_0 partition of view.notification for values in (0);
create table view.notification_1 partition of view.notification for values in (1);

create index notification_order on view.notification (recorded_at, event_id, recipient);
create index notification_of_recipient on view.notification (recipient, recorded_at, event_id);
-- Those that somebody waits for, and that grow overdue; the others are many more.
create index notification_open on view.notification (recorded_at, event_id, recipient) where acknowledged_at is null;
create index notification_open_of_recipient on view.notification (recipient, recorded_at, event_id)
    where acknowledged_at is null;

insert into view.projection (name, live) values ('notification', 0);
insert into view.generation (projection, generation, build) values ('notification', 0, 1), ('notification', 1, 0);
