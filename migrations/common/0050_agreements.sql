-- What a customer and the biller agreed on for days to come.
create table agreement_kinds (name text primary key not null);
insert into agreement_kinds (name) values ('autopay'), ('scheduled'), ('arrangement'), ('promise');

create table agreements (
  agreement text primary key not null,
  account text not null references accounts (account),
  kind text not null references agreement_kinds (name),
  made_on text not null,
  made_at bigint not null,
  -- asked for twice by the same key it is made once
  key text not null unique
);
create index agreements_account on agreements (account, made_at);
create index agreements_kind on agreements (kind, agreement);

-- Terms and who authorized them (Regulation E); a change is a new version. Kept until two years behind the end, at least.
create table agreement_versions (
  agreement text not null references agreements (agreement),
  version bigint not null,
  agreed text not null,
  -- as they were spoken or written
  words text not null,
  language text not null,
  -- a call, a clerk, the customer's page
  source text not null,
  -- the key that was pressed and the number it was pressed at, by phone
  keyed text,
  ani text,
  authorized_at bigint not null,
  primary key (agreement, version)
);

create table agreement_endings (name text primary key not null);
insert into agreement_endings (name) values ('cancelled'), ('kept'), ('broken'), ('failed');

create table agreement_ends (
  agreement text primary key not null references agreements (agreement),
  how text not null references agreement_endings (name),
  source text not null,
  ended_on text not null,
  ended_at bigint not null
);

-- The bills that an arrangement splits.
create table arrangement_bills (
  agreement text not null references agreements (agreement),
  bill text not null references bills (bill),
  primary key (agreement, bill)
);
create index arrangement_bills_bill on arrangement_bills (bill);

create table due_states (name text primary key not null);
insert into due_states (name) values ('waiting'), ('asked'), ('paid'), ('failed'), ('nothing'), ('dropped');

-- What an agreement makes due, once a day.
create table dues (
  due text primary key not null,
  agreement text not null references agreements (agreement),
  due_on text not null,
  version bigint not null,
  -- as announced
  amount bigint not null check (amount > 0),
  currency text not null,
  -- the business day of the charge; none where the customer pays by another channel
  draw_on text,
  announced_on text,
  state text not null references due_states (name),
  -- the latest try and the idempotency key of its payment
  attempt bigint not null default 1,
  key text,
  worker text,
  lease_until bigint,
  unique (agreement, due_on)
);
create index dues_draw on dues (draw_on) where state = 'waiting';
create index dues_asked on dues (key) where state = 'asked';
