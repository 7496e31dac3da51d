-- Money is bigint minor units, a time bigint microseconds since 1970 UTC, a date text YYYY-MM-DD.
create table accounts (
  account text primary key not null,
  pay_bill_number text not null unique,
  -- keyed hash of what a caller keys; two accounts may share one keypad form
  keypad_hash text not null,
  name text not null,
  phone text,
  email text,
  postal_code text,
  language text not null,
  reach text not null references reaches (name),
  currency text not null,
  -- Argon2id in PHC form, peppered; never a PIN
  pin_hash text,
  closed boolean not null default false,
  version bigint not null default 0
);
create index accounts_keypad_hash on accounts (keypad_hash);
create index accounts_phone on accounts (phone);

-- Salt and tries belong to a keypad form, existing or not.
create table pin_guards (keypad_hash text primary key not null, salt text, version bigint not null);
create table pin_tries (
  keypad_hash text not null references pin_guards (keypad_hash),
  call text not null,
  turn bigint not null,
  at bigint not null,
  primary key (keypad_hash, call, turn)
);

create table bills (
  bill text primary key not null,
  account text not null references accounts (account),
  number text not null,
  issued_on text not null,
  due_on text not null,
  currency text not null,
  unique (account, number)
);
create index bills_due on bills (account, due_on);

-- amount is positive for every kind; the kind's sign says which way it moves the bill
create table bill_lines (
  bill text not null references bills (bill),
  line bigint not null,
  kind text not null references line_kinds (name),
  description text not null,
  amount bigint not null check (amount > 0),
  primary key (bill, line)
);

create table methods (
  method text primary key not null,
  account text not null references accounts (account),
  brand text not null references brands (name),
  last_four text not null,
  -- sealed by the key ring; gone once the method is dropped
  token_sealed bytea,
  saved boolean not null,
  kept_at bigint not null
);
create index methods_account on methods (account);
