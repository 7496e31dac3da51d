-- Payments of every channel: quote, call, method, brand and last four may be missing. SQLite cannot drop a `not null`, so
-- both tables are rebuilt by the twelve steps of its manual; this runs outside of sqlx's transaction, for foreign keys can
-- only be switched off outside of one. It may run again when it was stopped before its end was noted.
pragma foreign_keys = off;
begin immediate;
drop view if exists open_bills;
drop view if exists unapplied_credits;

drop table if exists payments_rebuilt;
create table payments_rebuilt (
  payment text primary key not null,
  quote text unique references quotes (quote),
  account text not null references accounts (account),
  call text references calls (call),
  method text references methods (method),
  brand text references brands (name),
  last_four text,
  amount bigint not null check (amount > 0),
  fee bigint not null check (fee >= 0),
  currency text not null,
  paid_on text not null,
  confirmation text not null,
  idempotency_key text not null unique,
  status text not null references payment_statuses (name),
  decline text references decline_reasons (name),
  processor_ref text,
  requested_at bigint not null,
  settled_at bigint,
  -- when its caller heard the outcome
  told_at bigint,
  -- the processor that it was asked of, or the box, till or slip where its money waits: clearing:{gateway}
  gateway text not null default 'sandbox',
  channel text not null references channels (name),
  instrument text not null references instruments (name),
  -- who brought it: a call, a clerk, a file and its line, an agreement
  source text not null,
  -- the bill that the payer chose
  bill text references bills (bill),
  held text references holds (name),
  -- the money came out of suspense
  item text unique references suspense_items (item)
);
insert into payments_rebuilt (payment, quote, account, call, method, brand, last_four, amount, fee, currency, paid_on,
  confirmation, idempotency_key, status, decline, processor_ref, requested_at, settled_at, told_at, gateway, channel,
  instrument, source)
select payment, quote, account, call, method, brand, last_four, amount, fee, currency, paid_on,
  confirmation, idempotency_key, status, decline, processor_ref, requested_at, settled_at, told_at, gateway, 'phone',
  'card', coalesce(call, '')
from payments;
drop table payments;
alter table payments_rebuilt rename to payments;
create index payments_account on payments (account, requested_at);
create index payments_confirmation on payments (confirmation);
create index payments_requested on payments (requested_at);
create index payments_unsettled on payments (requested_at) where settled_at is null;

drop table if exists allocations_rebuilt;
create table allocations_rebuilt (
  -- the ledger transaction that moved it
  txn text not null references transactions (txn),
  payment text not null references payments (payment),
  bill text not null references bills (bill),
  amount bigint not null check (amount > 0),
  primary key (txn, payment, bill)
);
insert into allocations_rebuilt (txn, payment, bill, amount)
select (select t.txn from transactions t where t.source = a.payment and t.kind = 'payment'), a.payment, a.bill, a.amount
from allocations a;
drop table allocations;
alter table allocations_rebuilt rename to allocations;
create index allocations_bill on allocations (bill, amount);
create index allocations_payment on allocations (payment, amount);
commit;
pragma foreign_keys = on;
