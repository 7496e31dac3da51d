-- What a caller's yes to the debit of a bank account authorized (NACHA TEL): kept for two years at least, and never deleted.
create table debit_authorizations (
  payment text primary key not null references payments (payment),
  account text not null references accounts (account),
  -- as they were spoken, with the key that was a yes to them
  words text not null,
  language text not null,
  keyed text not null,
  call text not null references calls (call),
  ani text not null,
  -- the version of the flow that spoke them
  flow text not null,
  authorized_at bigint not null,
  -- the written notice, in its words; none where none could be written: then nothing is debited
  notice text references outbox (notice),
  notice_words text
);
create index debit_authorizations_account on debit_authorizations (account, authorized_at);
create index debit_authorizations_at on debit_authorizations (authorized_at, payment);
