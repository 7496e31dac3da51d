-- What a turn was answered under is never rewritten.
create trigger terms_no_change before update or delete or truncate on terms for each statement execute function refuse_change();
