-- What was reported and what arrived is only ever added to.
create trigger settlement_lines_no_update before update on settlement_lines begin select raise(abort, 'settlement_lines is append-only: update refused'); end;
create trigger settlement_lines_no_delete before delete on settlement_lines begin select raise(abort, 'settlement_lines is append-only: delete refused'); end;
create trigger statement_lines_no_update before update on statement_lines begin select raise(abort, 'statement_lines is append-only: update refused'); end;
create trigger statement_lines_no_delete before delete on statement_lines begin select raise(abort, 'statement_lines is append-only: delete refused'); end;
create trigger arrivals_no_update before update on arrivals begin select raise(abort, 'arrivals is append-only: update refused'); end;
create trigger arrivals_no_delete before delete on arrivals begin select raise(abort, 'arrivals is append-only: delete refused'); end;
