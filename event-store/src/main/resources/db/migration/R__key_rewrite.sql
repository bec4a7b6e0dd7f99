-- A row that was deleted stays in the file of its table until something else is written over it, VACUUM or not: and a key
-- that can still be read there is not shredded. This writes the table anew, without such rows, into another file.
-- Tells whether all of them are gone: those that some older snapshot may still see are taken along.
-- For everybody who may not own the table; commands wait meanwhile, and for the lock no longer than a moment.
create or replace function ledger.rewrite_subject_keys() returns boolean language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '1s'
as $$
declare
    living  bigint;
    written real;
begin
    cluster ledger.subject_key using subject_key_pkey;
    -- CLUSTER leaves the number of rows it wrote in reltuples, and until the commit nobody else adds any.
    select count(*) into living from ledger.subject_key;
    select reltuples into written from pg_class where oid = 'ledger.subject_key'::regclass;
    return written = living::real;
end
$$;

revoke all on function ledger.rewrite_subject_keys() from public;
grant execute on function ledger.rewrite_subject_keys() to "${application_role}";
