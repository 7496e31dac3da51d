-- What was undone and adjusted is only ever added to.
create trigger undoings_no_update before update on undoings begin select raise(abort, 'undoings is append-only: update refused'); end;
create trigger undoings_no_delete before delete on undoings begin select raise(abort, 'undoings is append-only: delete refused'); end;
create trigger restorations_no_update before update on restorations begin select raise(abort, 'restorations is append-only: update refused'); end;
create trigger restorations_no_delete before delete on restorations begin select raise(abort, 'restorations is append-only: delete refused'); end;
create trigger adjustments_no_update before update on adjustments begin select raise(abort, 'adjustments is append-only: update refused'); end;
create trigger adjustments_no_delete before delete on adjustments begin select raise(abort, 'adjustments is append-only: delete refused'); end;
create trigger adjustment_ends_no_update before update on adjustment_ends begin select raise(abort, 'adjustment_ends is append-only: update refused'); end;
create trigger adjustment_ends_no_delete before delete on adjustment_ends begin select raise(abort, 'adjustment_ends is append-only: delete refused'); end;
