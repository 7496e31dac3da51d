-- What a bill was made of and why its lines are what they are is only ever added to.
create trigger billing_rules_no_change before update or delete or truncate on billing_rules for each statement execute function refuse_change();
create trigger bill_cycles_no_change before update or delete or truncate on bill_cycles for each statement execute function refuse_change();
create trigger bill_line_rules_no_change before update or delete or truncate on bill_line_rules for each statement execute function refuse_change();
create trigger late_fees_no_change before update or delete or truncate on late_fees for each statement execute function refuse_change();
