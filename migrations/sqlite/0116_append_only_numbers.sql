-- Closes of tills and numbers that were given up are only ever added to.
create trigger till_closes_no_update before update on till_closes begin select raise(abort, 'till_closes is append-only: update refused'); end;
create trigger till_closes_no_delete before delete on till_closes begin select raise(abort, 'till_closes is append-only: delete refused'); end;
create trigger old_numbers_no_update before update on old_numbers begin select raise(abort, 'old_numbers is append-only: update refused'); end;
create trigger old_numbers_no_delete before delete on old_numbers begin select raise(abort, 'old_numbers is append-only: delete refused'); end;
