create table quotes (
  quote text primary key not null,
  payment text not null unique,
  account text not null references accounts (account),
  call text not null references calls (call),
  amount bigint not null check (amount > 0),
  fee bigint not null check (fee >= 0),
  currency text not null,
  method text not null references methods (method),
  quoted_on text not null,
  quoted_at bigint not null,
  confirmation text not null,
  again boolean not null
);

create table payments (
  payment text primary key not null,
  quote text not null unique references quotes (quote),
  account text not null references accounts (account),
  call text not null references calls (call),
  method text not null references methods (method),
  brand text not null references brands (name),
  last_four text not null,
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
  told_at bigint
);
create index payments_account on payments (account, requested_at);
create index payments_confirmation on payments (confirmation);
create index payments_requested on payments (requested_at);
create index payments_unsettled on payments (requested_at) where settled_at is null;

-- The latest payment of an amount by an account: two calls that race meet here.
create table payment_guards (
  account text not null references accounts (account),
  amount bigint not null,
  payment text not null,
  at bigint not null,
  primary key (account, amount)
);

-- A payment's share for each bill, oldest bill first.
create table allocations (
  payment text not null references payments (payment),
  bill text not null references bills (bill),
  amount bigint not null check (amount > 0),
  primary key (payment, bill)
);
create index allocations_bill on allocations (bill, amount);

create table jobs (
  job text primary key not null,
  kind text not null references job_kinds (name),
  subject text not null,
  run_at bigint not null,
  attempts bigint not null default 0,
  worker text,
  lease_until bigint,
  error_class text
);
create index jobs_run_at on jobs (run_at);

-- What is to be sent, written with what it tells of.
create table outbox (
  notice text primary key not null,
  payment text not null references payments (payment),
  channel text not null,
  address text not null,
  language text not null,
  body text not null,
  at bigint not null,
  sent_at bigint,
  provider_ref text
);
create index outbox_waiting on outbox (at) where sent_at is null;
create index outbox_payment on outbox (payment);

-- Double entry: one posting is one row with both its accounts, so it balances by construction.
create table transactions (
  txn text primary key not null,
  kind text not null,
  effective_on text not null,
  posted_on text not null,
  recorded_at bigint not null,
  source text not null
);
create index transactions_source on transactions (source);

create table postings (
  txn text not null references transactions (txn),
  posting bigint not null,
  debit text not null,
  credit text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  primary key (txn, posting),
  check (debit <> credit)
);
create index postings_debit on postings (debit, amount);
create index postings_credit on postings (credit, amount);

-- Bills not paid in full, with what is open.
create view open_bills as
  select bill, account, number, issued_on, due_on, currency, open from (
    select b.bill, b.account, b.number, b.issued_on, b.due_on, b.currency,
      cast(coalesce((select sum(l.amount * k.sign) from bill_lines l join line_kinds k on k.name = l.kind
          where l.bill = b.bill), 0)
        - coalesce((select sum(a.amount) from allocations a where a.bill = b.bill), 0) as bigint) as open
    from bills b
  ) as every_bill
  where open > 0;
