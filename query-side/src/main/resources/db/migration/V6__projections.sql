-- A view is built again beside the one that is read. Each projection has two generations: one is live, the other idle or
-- being built. What stands in them can be built again from the ledger, and what V3 made is.
drop table view.subject;
delete from ledger.token where processor = 'subject-view';

-- Entries are JSON, one a line: a row is only ever appended to, and nothing but the decision reads them.
create table view.subject (
    generation smallint not null,
    subject_id uuid not null,
    version    bigint not null,
    entries    text not null,
    primary key (generation, subject_id)
) partition by list (generation);

-- Rows are compressed where they would not fit into a page, no sooner: most of the time of a rebuild would go into it.
create table view.subject_0 partition of view.subject for values in (0) with (fillfactor = 70, toast_tuple_target = 8160);
create table view.subject_1 partition of view.subject for values in (1) with (fillfactor = 70, toast_tuple_target = 8160);

-- Which generation is read, and which is being built.
create table view.projection (
    name     text primary key,
    live     smallint not null check (live in (0, 1)),
    building smallint check (building in (0, 1) and building <> live),
    stopped  boolean not null default false
);

-- The build that each generation holds. Builds are counted, so that a worker of an earlier one can be told from the present.
-- Positions are those of the log.
create table view.generation (
    projection     text not null references view.projection (name),
    generation     smallint not null check (generation in (0, 1)),
    build          bigint not null,
    started_at     timestamptz,
    start_position bigint,
    finished_at    timestamptz,
    end_position   bigint,
    primary key (projection, generation)
);

-- Streams whose next event a build could not read: it and all later ones of the stream wait. They stand in the ledger, so
-- nothing of them is copied.
create table view.parked (
    projection     text not null,
    build          bigint not null,
    stream         text collate "C" not null,
    first_sequence bigint not null,
    last_sequence  bigint not null,
    event_id       text not null,
    cause          text not null,
    parked_at      timestamptz not null default clock_timestamp(),
    primary key (projection, build, stream)
);

insert into view.projection (name, live) values ('subject', 0);
insert into view.generation (projection, generation, build) values ('subject', 0, 1), ('subject', 1, 0);
