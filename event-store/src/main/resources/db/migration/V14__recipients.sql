-- Recipients are entries of the catalogue too: it is read by this index, under the very same condition.
drop index ledger.event_catalogue;
create index event_catalogue on ledger.event (global_index)
    where aggregate_type in ('Controller', 'Purpose', 'Notice', 'Recipient');
