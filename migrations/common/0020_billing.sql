-- Late fees raise a bill, taxes that go back with a credit lower it.
insert into line_kinds (name, sign) values ('late-fee', 1), ('tax-credit', -1);

-- The files of billing rules that bills were made by.
create table billing_rules (hash text primary key not null, source text not null, kept_at bigint not null);

-- What accounts are charged: a plan or add-on for some time. A service changes its plan by a row of its own.
create table services (
  account text not null references accounts (account),
  service text not null,
  from_on text not null,
  until_on text,
  plan text not null,
  jurisdiction text not null,
  primary key (account, service, from_on)
);

create table account_discounts (
  account text not null references accounts (account),
  discount text not null,
  from_on text not null,
  until_on text,
  primary key (account, discount, from_on)
);

-- What was used; quantity and price are exact decimals as written.
create table usage_items (
  usage_item text primary key not null,
  account text not null references accounts (account),
  service text not null,
  used_on text not null,
  description text not null,
  quantity text,
  unit_price text,
  amount bigint not null check (amount > 0),
  currency text not null,
  plan text not null,
  jurisdiction text not null,
  -- null until it is billed
  bill text references bills (bill),
  unique (account, service, used_on, description)
);
create index usage_items_waiting on usage_items (account, used_on) where bill is null;

-- One bill an account and month. The bill follows in the same transaction.
create table bill_cycles (
  account text not null references accounts (account),
  period text not null,
  bill text not null unique references bills (bill) deferrable initially deferred,
  rules text not null references billing_rules (hash),
  made_at bigint not null,
  primary key (account, period)
);
create index bill_cycles_period on bill_cycles (period, account);

-- Why a line is what it is. parts: what of it belongs to which charge, as JSON [[line, minor units], …]
create table bill_line_rules (
  bill text not null,
  line bigint not null,
  rule text not null,
  base bigint,
  rate text,
  jurisdiction text,
  parts text,
  primary key (bill, line),
  foreign key (bill, line) references bill_lines (bill, line)
);

-- A late fee is charged once a bill and cycle.
create table late_fees (
  bill text not null references bills (bill),
  period text not null,
  fee_bill text not null references bills (bill),
  fee_line bigint not null,
  primary key (bill, period)
);

-- Credits on lines, with the taxes that go back: on the account's next bill. taxes: JSON
create table line_credits (
  credit text primary key not null,
  account text not null references accounts (account),
  bill text not null,
  line bigint not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  description text not null,
  reason text not null,
  taxes text not null,
  credited_at bigint not null,
  -- null until it is billed
  on_bill text references bills (bill),
  unique (bill, line, reason),
  foreign key (bill, line) references bill_lines (bill, line)
);
create index line_credits_waiting on line_credits (account) where on_bill is null;

-- Rows of a file of services, usage or discounts before all of it is taken; the row as JSON.
create table import_entries (
  import text not null,
  line bigint not null,
  entry text not null,
  primary key (import, line)
);
