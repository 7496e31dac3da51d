-- Agreements, their terms and ends are never rewritten.
create trigger agreements_no_change before update or delete or truncate on agreements for each statement execute function refuse_change();
create trigger agreement_versions_no_change before update or delete or truncate on agreement_versions for each statement execute function refuse_change();
create trigger agreement_ends_no_change before update or delete or truncate on agreement_ends for each statement execute function refuse_change();
create trigger arrangement_bills_no_change before update or delete or truncate on arrangement_bills for each statement execute function refuse_change();
