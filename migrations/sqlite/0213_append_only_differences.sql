-- What was said of a difference is only ever added to.
create trigger difference_answers_no_update before update on difference_answers begin select raise(abort, 'difference_answers is append-only: update refused'); end;
create trigger difference_answers_no_delete before delete on difference_answers begin select raise(abort, 'difference_answers is append-only: delete refused'); end;
