-- A closed day accepts no posting, and stays closed.
create function refuse_closed_day() returns trigger language plpgsql as $$
begin
  if new.posted_on <= (select max(day) from closed_days) then
    raise exception 'the day of this posting is closed';
  end if;
  return new;
end
$$;
create trigger transactions_day_closed before insert on transactions for each row execute function refuse_closed_day();
create trigger closed_days_no_change before update or delete or truncate on closed_days for each statement execute function refuse_change();
