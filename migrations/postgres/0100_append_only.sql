-- Books and transcripts are only ever added to; what is wrong is reversed by a new row.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, lower(tg_op);
end
$$;
create trigger transactions_no_change before update or delete or truncate on transactions for each statement execute function refuse_change();
create trigger postings_no_change before update or delete or truncate on postings for each statement execute function refuse_change();
create trigger bill_lines_no_change before update or delete or truncate on bill_lines for each statement execute function refuse_change();
create trigger allocations_no_change before update or delete or truncate on allocations for each statement execute function refuse_change();
create trigger turns_no_change before update or delete or truncate on turns for each statement execute function refuse_change();
create trigger quotes_no_change before update or delete or truncate on quotes for each statement execute function refuse_change();

-- Every turn rewrites its call's row: room on the page keeps those updates out of the indexes.
alter table calls set (fillfactor = 60);
