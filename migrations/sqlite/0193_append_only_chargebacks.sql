create trigger chargebacks_no_update before update on chargebacks begin select raise(abort, 'chargebacks is append-only: update refused'); end;
create trigger chargebacks_no_delete before delete on chargebacks begin select raise(abort, 'chargebacks is append-only: delete refused'); end;
