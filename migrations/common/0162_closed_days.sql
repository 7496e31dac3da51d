-- Days of the books that are closed: nothing is posted on them any more.
create table closed_days (
  day text primary key not null,
  closed_by text not null,
  closed_at bigint not null,
  -- the report as it was, JSON
  report text not null
);
create index transactions_posted on transactions (posted_on);
