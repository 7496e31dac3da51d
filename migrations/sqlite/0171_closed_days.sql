-- A closed day accepts no posting, and stays closed.
create trigger transactions_day_closed before insert on transactions
  when new.posted_on <= (select max(day) from closed_days)
  begin select raise(abort, 'the day of this posting is closed'); end;
create trigger closed_days_no_update before update on closed_days begin select raise(abort, 'closed_days is append-only: update refused'); end;
create trigger closed_days_no_delete before delete on closed_days begin select raise(abort, 'closed_days is append-only: delete refused'); end;
