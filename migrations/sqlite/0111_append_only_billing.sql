-- What a bill was made of and why its lines are what they are is only ever added to.
create trigger billing_rules_no_update before update on billing_rules begin select raise(abort, 'billing_rules is append-only: update refused'); end;
create trigger billing_rules_no_delete before delete on billing_rules begin select raise(abort, 'billing_rules is append-only: delete refused'); end;
create trigger bill_cycles_no_update before update on bill_cycles begin select raise(abort, 'bill_cycles is append-only: update refused'); end;
create trigger bill_cycles_no_delete before delete on bill_cycles begin select raise(abort, 'bill_cycles is append-only: delete refused'); end;
create trigger bill_line_rules_no_update before update on bill_line_rules begin select raise(abort, 'bill_line_rules is append-only: update refused'); end;
create trigger bill_line_rules_no_delete before delete on bill_line_rules begin select raise(abort, 'bill_line_rules is append-only: delete refused'); end;
create trigger late_fees_no_update before update on late_fees begin select raise(abort, 'late_fees is append-only: update refused'); end;
create trigger late_fees_no_delete before delete on late_fees begin select raise(abort, 'late_fees is append-only: delete refused'); end;
