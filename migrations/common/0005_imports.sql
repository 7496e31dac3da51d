-- What the biller's file said of an account's language last time: a language that its owner chose since then stays.
alter table accounts add column imported_language text;

-- One import at a time; the process that works at it says so with every batch.
create table import_turn (
  turn bigint primary key not null,
  -- keyed hash of the file; null while nobody imports
  import text,
  kind text,
  owner text,
  phase text,
  touched_at bigint not null
);
insert into import_turn (turn, touched_at) values (1, 0);

-- Rows of a file before all of it is taken.
create table import_accounts (
  import text not null,
  line bigint not null,
  account text not null,
  pay_bill_number text not null,
  keypad_hash text not null,
  name text not null,
  phone text,
  email text,
  postal_code text,
  language text,
  reach text not null,
  currency text not null,
  pin_hash text,
  primary key (import, line)
);

create table import_lines (
  import text not null,
  -- the bill's place in the file: a bill is taken whole
  place bigint not null,
  line bigint not null,
  bill text not null,
  account text not null,
  number text not null,
  issued_on text not null,
  due_on text not null,
  kind text not null,
  description text not null,
  amount bigint not null,
  currency text not null,
  txn text not null,
  source text not null,
  posted_on text not null,
  recorded_at bigint not null,
  debit text not null,
  credit text not null,
  posted bigint not null,
  primary key (import, place, line)
);
