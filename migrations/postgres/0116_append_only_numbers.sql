-- Closes of tills and numbers that were given up are only ever added to.
create trigger till_closes_no_change before update or delete or truncate on till_closes for each statement execute function refuse_change();
create trigger old_numbers_no_change before update or delete or truncate on old_numbers for each statement execute function refuse_change();
