create trigger chargebacks_no_change before update or delete or truncate on chargebacks for each statement execute function refuse_change();
