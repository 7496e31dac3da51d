-- What was said of a difference is only ever added to.
create trigger difference_answers_no_change before update or delete or truncate on difference_answers for each statement execute function refuse_change();
