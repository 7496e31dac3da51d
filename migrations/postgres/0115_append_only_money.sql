-- Money in suspense is only ever added to; what became of it is an assignment.
create trigger suspense_items_no_change before update or delete or truncate on suspense_items for each statement execute function refuse_change();
