-- Which flow was current, and what was proven of it, is never rewritten.
create trigger versions_no_change before update or delete or truncate on versions for each statement execute function refuse_change();
create trigger certificates_no_change before update or delete or truncate on certificates for each statement execute function refuse_change();
create trigger flows_no_change before update or delete or truncate on flows for each statement execute function refuse_change();
