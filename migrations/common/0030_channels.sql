-- How money comes in, and with what.
create table channels (name text primary key not null);
insert into channels (name) values ('phone'), ('online'), ('counter'), ('mail'), ('autopay'), ('scheduled');

create table instruments (name text primary key not null);
insert into instruments (name) values ('card'), ('bank'), ('cash'), ('check');

-- Why a payment's unapplied part is left alone until a person looks at it.
create table holds (name text primary key not null);
insert into holds (name) values ('duplicate');

-- Why money waits in suspense.
create table suspense_reasons (name text primary key not null);
insert into suspense_reasons (name) values
  ('unknown-number'), ('no-coupon'), ('several-coupons'), ('paid-in-full'), ('foreign'), ('post-dated'), ('closed');

-- Money for nobody that we know, or that nobody may use yet. Only ever added to; what became of it is an assignment.
create table suspense_items (
  item text primary key not null,
  reason text not null references suspense_reasons (name),
  -- the pay-bill number as it was given, if one was
  number text,
  amount bigint not null check (amount > 0),
  currency text not null,
  instrument text not null references instruments (name),
  channel text not null references channels (name),
  -- where the money waits, as in clearing:{gateway}
  gateway text not null,
  received_on text not null,
  -- who or which file and line brought it; the same source is booked once
  source text not null unique,
  remark text not null,
  recorded_at bigint not null
);
create index suspense_items_received on suspense_items (received_on);
