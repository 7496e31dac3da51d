-- What processors report of a day, and what the bank's statement says: taken as it is, and held against the books.
create table entry_kinds (name text primary key not null, sign bigint not null);
insert into entry_kinds (name, sign) values
  ('charge', 1), ('refund', -1), ('return', -1), ('chargeback', -1), ('chargeback-won', 1), ('payout', 0), ('fee', 0);

create table settlements (
  settlement text primary key not null,
  -- keyed hash of its text
  file text not null unique,
  processor text not null,
  day text not null,
  name text not null,
  lines bigint not null,
  began_at bigint not null,
  -- null while its lines are taken; run again, it goes on where it was
  finished_at bigint,
  unique (processor, day)
);
create table settlement_lines (
  settlement text not null references settlements (settlement),
  line bigint not null,
  processor text not null,
  entry text not null,
  kind text not null references entry_kinds (name),
  reference text not null,
  -- as it moves what the processor owes
  amount bigint not null,
  -- kept by the processor
  fee bigint not null,
  currency text not null,
  primary key (settlement, line),
  unique (processor, entry)
);
create index settlement_lines_reference on settlement_lines (reference);
create index settlement_lines_payouts on settlement_lines (settlement, line) where kind = 'payout';

create table statements (
  statement text primary key not null,
  file text not null unique,
  -- the biller's name of the bank account
  account text not null,
  day text not null,
  name text not null,
  lines bigint not null,
  began_at bigint not null,
  finished_at bigint,
  unique (account, day)
);
create table statement_lines (
  statement text not null references statements (statement),
  line bigint not null,
  -- above zero what came in
  amount bigint not null,
  currency text not null,
  says text not null,
  primary key (statement, line)
);

-- Money on its way that the bank told of. Only ever added to; each is a transaction of its own.
create table ways (name text primary key not null);
insert into ways (name) values ('payout'), ('deposit'), ('lockbox');
create table arrivals (
  -- the statement and its line
  arrival text primary key not null,
  statement text not null,
  line bigint not null,
  way text not null references ways (name),
  -- a settlement and its line, a till's close, a lockbox's file
  subject text not null,
  recorded_at bigint not null,
  unique (way, subject),
  foreign key (statement, line) references statement_lines (statement, line)
);

-- All that goes to the bank, with what its statement may call it.
create view sent_money as
  select 'payout' as way, l.settlement || '/' || cast(l.line as text) as subject, l.processor, l.entry, l.reference,
    -l.amount as amount, l.currency, s.day as sent_on, cast(null as bigint) as sent_at
  from settlement_lines l join settlements s on s.settlement = l.settlement
  where l.kind = 'payout' and s.finished_at is not null
  union all
  select 'deposit', close, '', close, '', counted, currency, closed_on, null from till_closes where counted > 0
  union all
  select 'lockbox', file, '', '', '', amount, currency, null, began_at from lockbox_files
  where finished_at is not null and amount > 0;

-- What the books have of payments at a processor, with what it may call each. Amounts are above zero, with the fee of the biller.
create view processor_movements as
  select p.gateway, 'charge' as kind, p.payment as subject, p.payment, p.processor_ref, p.idempotency_key, '' as event,
    cast(null as text) as refund_ref, p.amount + p.fee as amount, p.currency, p.paid_on as moved_on, p.status
  from payments p where p.item is null
  union all
  select coalesce(u.out_of, p.gateway), u.kind, u.undoing, p.payment, p.processor_ref, p.idempotency_key, u.event,
    (select r.processor_ref from refunds r where r.refund = u.event or r.idempotency_key = u.event), u.amount + u.fee, p.currency, u.effective_on, 'paid'
  from undoings u join payments p on p.payment = u.payment;
