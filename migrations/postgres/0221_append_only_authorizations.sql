create trigger debit_authorizations_no_change before update or delete or truncate on debit_authorizations for each statement execute function refuse_change();
