-- Numbers that were given up: each leads on to the account that had it, for ever, and none is given out again.
create table old_numbers (
  number text primary key not null,
  keypad_hash text not null,
  account text not null references accounts (account),
  retired_on text not null,
  retired_by text not null,
  retired_at bigint not null
);
create index old_numbers_keypad_hash on old_numbers (keypad_hash);
create index old_numbers_account on old_numbers (account);

-- Accounts that are called for under another account's number. Their own numbers lead on to it.
create table account_groups (
  account text primary key not null references accounts (account),
  lead text not null references accounts (account),
  since_on text not null,
  made_by text not null,
  check (account <> lead)
);
create index account_groups_lead on account_groups (lead);
