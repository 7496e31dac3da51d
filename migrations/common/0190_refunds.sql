-- Refunds asked of a processor, from the intent to how each ended. What left is booked as an undoing of the refund's id.
create table refund_statuses (name text primary key not null);
insert into refund_statuses (name) values ('requested'), ('unknown'), ('refunded'), ('refused');
create table refund_refusals (name text primary key not null);
insert into refund_refusals (name) values ('card-closed'), ('not-accepted'), ('processor-down');

create table refunds (
  refund text primary key not null,
  payment text not null references payments (payment),
  -- of what was paid to bills
  amount bigint not null check (amount > 0),
  -- of the convenience fee
  fee bigint not null check (fee >= 0),
  reason text not null,
  source text not null,
  -- the same for the same wish, and at every question to the processor
  idempotency_key text not null unique,
  status text not null references refund_statuses (name),
  refusal text references refund_refusals (name),
  processor_ref text,
  requested_at bigint not null,
  settled_at bigint
);
create index refunds_payment on refunds (payment);

insert into job_kinds (name) values ('refund');
insert into processor_case_kinds (name) values ('check-due'), ('refund-refused');

-- Where it left from, where that is not where the payment waits: a check that is sent instead.
alter table undoings add column out_of text;

-- A payment may have several cases of a kind: of each refund, of each event.
create table cases_rebuilt (
  payment text not null references payments (payment),
  kind text not null references processor_case_kinds (name),
  -- what of the payment it is about: a refund, a processor's event; empty for the payment itself
  subject text not null,
  detail text not null,
  opened_at bigint not null,
  closed_at bigint,
  note text,
  primary key (payment, kind, subject)
);
insert into cases_rebuilt (payment, kind, subject, detail, opened_at, closed_at, note)
  select payment, kind, '', detail, opened_at, closed_at, note from processor_cases;
drop table processor_cases;
alter table cases_rebuilt rename to processor_cases;
