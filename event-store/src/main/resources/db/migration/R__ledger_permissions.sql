-- What the role of the server may do with the ledger: add, and never change, what must stand for ever.
-- Repeatable: it runs again when it changes, and when the server is given another role.
grant usage on schema ledger to "${application_role}";

grant select, insert on ledger.event to "${application_role}";
grant select, insert on ledger.event_log to "${application_role}";
grant select, update on ledger.sequencer to "${application_role}";
grant select on sequence ledger.event_global_index_seq to "${application_role}";
grant select, update on ledger.catalogue_head to "${application_role}";
grant select, insert, update, delete on ledger.token to "${application_role}";
grant select, insert, update (wrapped_key), delete on ledger.subject_key to "${application_role}";
-- update: who carries hashes of an identifier over to another pepper locks the row.
grant select, insert, update (subject_id), delete on ledger.identifier to "${application_role}";
grant select, insert, update (family) on ledger.kin to "${application_role}";
grant select, insert, update (company, role, valid_from, valid_to), delete on ledger.representation to "${application_role}";
grant select, insert, update (gone_at) on ledger.erased_subject to "${application_role}";
grant select, insert on ledger.suppression to "${application_role}";
grant select, insert, update, delete on ledger.idempotency to "${application_role}";
grant select, insert, update on ledger.rotation to "${application_role}";
grant select, insert, update, delete on ledger.open_consent to "${application_role}";
grant select, update on ledger.open_consent_progress to "${application_role}";
grant select, insert, update on ledger.rights_request to "${application_role}";
grant select, insert, update, delete on ledger.scheduled_task to "${application_role}";
