-- Allocations were rebuilt, which took their triggers away where they were there before.
create trigger if not exists allocations_no_update before update on allocations begin select raise(abort, 'allocations is append-only: update refused'); end;
create trigger if not exists allocations_no_delete before delete on allocations begin select raise(abort, 'allocations is append-only: delete refused'); end;
create trigger suspense_items_no_update before update on suspense_items begin select raise(abort, 'suspense_items is append-only: update refused'); end;
create trigger suspense_items_no_delete before delete on suspense_items begin select raise(abort, 'suspense_items is append-only: delete refused'); end;
