-- What a turn was answered under is never rewritten.
create trigger terms_no_update before update on terms begin select raise(abort, 'terms is append-only: update refused'); end;
create trigger terms_no_delete before delete on terms begin select raise(abort, 'terms is append-only: delete refused'); end;
