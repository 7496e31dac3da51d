create trigger debit_authorizations_no_update before update on debit_authorizations begin select raise(abort, 'debit_authorizations is append-only: update refused'); end;
create trigger debit_authorizations_no_delete before delete on debit_authorizations begin select raise(abort, 'debit_authorizations is append-only: delete refused'); end;
