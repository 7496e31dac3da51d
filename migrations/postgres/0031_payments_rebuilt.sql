-- Payments of every channel: quote, call, method, brand and last four may be missing.
drop view open_bills;

alter table payments alter column quote drop not null;
alter table payments alter column call drop not null;
alter table payments alter column method drop not null;
alter table payments alter column brand drop not null;
alter table payments alter column last_four drop not null;
alter table payments add column channel text not null default 'phone' references channels (name);
alter table payments add column instrument text not null default 'card' references instruments (name);
-- who brought it: a call, a clerk, a file and its line, an agreement
alter table payments add column source text;
update payments set source = call;
alter table payments alter column source set not null;
alter table payments alter column channel drop default;
alter table payments alter column instrument drop default;
-- the bill that the payer chose
alter table payments add column bill text references bills (bill);
alter table payments add column held text references holds (name);
-- the money came out of suspense
alter table payments add column item text unique references suspense_items (item);

-- the ledger transaction that moved it
alter table allocations add column txn text references transactions (txn);
alter table allocations disable trigger user;
update allocations a set txn = (select t.txn from transactions t where t.source = a.payment and t.kind = 'payment');
alter table allocations enable trigger user;
alter table allocations alter column txn set not null;
alter table allocations drop constraint allocations_pkey;
alter table allocations add primary key (txn, payment, bill);
create index allocations_payment on allocations (payment, amount);
