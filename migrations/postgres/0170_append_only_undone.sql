-- What was undone and adjusted is only ever added to.
create trigger undoings_no_change before update or delete or truncate on undoings for each statement execute function refuse_change();
create trigger restorations_no_change before update or delete or truncate on restorations for each statement execute function refuse_change();
create trigger adjustments_no_change before update or delete or truncate on adjustments for each statement execute function refuse_change();
create trigger adjustment_ends_no_change before update or delete or truncate on adjustment_ends for each statement execute function refuse_change();
