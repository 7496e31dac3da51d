-- A line of a bill that its owner does not accept: held from past due, autopay and late fees until it is resolved.
create table dispute_outcomes (name text primary key not null);
insert into dispute_outcomes (name) values ('accepted'), ('rejected');

create table disputes (
  dispute text primary key not null,
  account text not null references accounts (account),
  bill text not null,
  line bigint not null,
  -- the part of the line that is disputed
  amount bigint not null check (amount > 0),
  reason text not null,
  -- a call, or a clerk's name
  opened_by text not null,
  opened_on text not null,
  opened_at bigint not null,
  outcome text references dispute_outcomes (name),
  resolved_by text,
  resolved_on text,
  resolved_at bigint,
  note text,
  foreign key (bill, line) references bill_lines (bill, line)
);
-- a line is disputed once at a time
create unique index disputes_open on disputes (bill, line) where outcome is null;
create index disputes_account on disputes (account, opened_at);

-- Open bills with what of each is disputed: never more than is open.
create view disputed_bills as
  select bill, account, due_on, open, case when disputed < open then disputed else open end as disputed from (
    select o.bill, o.account, o.due_on, o.open,
      cast(coalesce((select sum(d.amount) from disputes d where d.bill = o.bill and d.outcome is null), 0) as bigint)
        as disputed
    from open_bills o
  ) as every_open_bill;
