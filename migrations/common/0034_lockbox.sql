-- Files of a lockbox that were taken; the same file again changes nothing.
create table lockbox_files (
  -- keyed hash of its text
  file text primary key not null,
  name text not null,
  items bigint not null,
  amount bigint not null,
  currency text not null,
  began_at bigint not null,
  -- null while its items are booked; run again, it goes on where it was
  finished_at bigint
);
