-- Books and transcripts are only ever added to; what is wrong is reversed by a new row.
create trigger transactions_no_update before update on transactions begin select raise(abort, 'transactions is append-only: update refused'); end;
create trigger transactions_no_delete before delete on transactions begin select raise(abort, 'transactions is append-only: delete refused'); end;
create trigger postings_no_update before update on postings begin select raise(abort, 'postings is append-only: update refused'); end;
create trigger postings_no_delete before delete on postings begin select raise(abort, 'postings is append-only: delete refused'); end;
create trigger bill_lines_no_update before update on bill_lines begin select raise(abort, 'bill_lines is append-only: update refused'); end;
create trigger bill_lines_no_delete before delete on bill_lines begin select raise(abort, 'bill_lines is append-only: delete refused'); end;
create trigger allocations_no_update before update on allocations begin select raise(abort, 'allocations is append-only: update refused'); end;
create trigger allocations_no_delete before delete on allocations begin select raise(abort, 'allocations is append-only: delete refused'); end;
create trigger turns_no_update before update on turns begin select raise(abort, 'turns is append-only: update refused'); end;
create trigger turns_no_delete before delete on turns begin select raise(abort, 'turns is append-only: delete refused'); end;
create trigger quotes_no_update before update on quotes begin select raise(abort, 'quotes is append-only: update refused'); end;
create trigger quotes_no_delete before delete on quotes begin select raise(abort, 'quotes is append-only: delete refused'); end;
