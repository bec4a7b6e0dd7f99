-- The register of rights requests: what they are found by. It follows from the events of each request and is written in
-- the transaction that appends them, so that a list never misses what was answered as recorded.
create table ledger.rights_request (
    request_id    uuid        primary key,
    subject_id    uuid        not null,
    controller    text        collate "C" not null,
    request_right text        collate "C" not null,
    state         text        collate "C" not null,
    ended         boolean     not null,
    received_at   timestamptz not null,
    due_statutory date        not null,
    overdue_from  timestamptz not null
);

create index rights_request_order on ledger.rights_request (due_statutory, request_id);
create index rights_request_of_subject on ledger.rights_request (subject_id);
-- Those that an officer works on, and that grow overdue; the others are many more.
create index rights_request_open on ledger.rights_request (due_statutory, request_id) where not ended;
create index rights_request_overdue on ledger.rights_request (overdue_from) where not ended;

-- What has to be done at a time to come, by whatever node is there then. Owned by db-scheduler.
create table ledger.scheduled_task (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    state                text,
    primary key (task_name, task_instance)
);

create index scheduled_task_execution on ledger.scheduled_task (execution_time);
create index scheduled_task_heartbeat on ledger.scheduled_task (last_heartbeat);
