-- What was reported and what arrived is only ever added to.
create trigger settlement_lines_no_change before update or delete or truncate on settlement_lines for each statement execute function refuse_change();
create trigger statement_lines_no_change before update or delete or truncate on statement_lines for each statement execute function refuse_change();
create trigger arrivals_no_change before update or delete or truncate on arrivals for each statement execute function refuse_change();
