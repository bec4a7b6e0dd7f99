-- Views can be built again from the ledger, so the role of the server may do with them what it likes, but for their form.
-- Repeatable: it runs again when it changes, and when the server is given another role.
grant usage on schema view to "${application_role}";
grant select, insert, update, delete, truncate on all tables in schema view to "${application_role}";
grant select, usage on all sequences in schema view to "${application_role}";
alter default privileges in schema view
    grant select, insert, update, delete, truncate on tables to "${application_role}";
alter default privileges in schema view
    grant select, usage on sequences to "${application_role}";
