-- Money of a payment that left again: given back to its payer, returned by a bank, taken by a chargeback. A chargeback that
-- was won brings it once more. Only ever added to; each is a transaction of its own, and the bill that was paid is open again.
create table undoing_kinds (name text primary key not null, sign bigint not null);
insert into undoing_kinds (name, sign) values ('refund', 1), ('return', 1), ('chargeback', 1), ('chargeback-won', -1);

create table undoings (
  undoing text primary key not null,
  payment text not null references payments (payment),
  kind text not null references undoing_kinds (name),
  -- of what was paid to bills
  amount bigint not null check (amount > 0),
  -- of the convenience fee
  fee bigint not null check (fee >= 0),
  -- a bank's return code, a scheme's reason code
  code text,
  reason text not null,
  -- a clerk, a file and its line, a processor's event
  source text not null,
  -- the same for the same event: it is booked once
  event text not null unique,
  effective_on text not null,
  recorded_at bigint not null
);
create index undoings_payment on undoings (payment);

-- What of it a bill owes again.
create table restorations (
  txn text not null references transactions (txn),
  undoing text not null references undoings (undoing),
  payment text not null references payments (payment),
  bill text not null references bills (bill),
  amount bigint not null check (amount > 0),
  primary key (txn, bill)
);
create index restorations_bill on restorations (bill, amount);
create index restorations_payment on restorations (payment, amount);

-- A clerk changes what a bill owes, with a reason; above a limit only once a second person agreed.
create table adjustment_kinds (name text primary key not null);
insert into adjustment_kinds (name) values ('write-off'), ('adjustment');

create table adjustments (
  adjustment text primary key not null,
  account text not null references accounts (account),
  bill text not null references bills (bill),
  kind text not null references adjustment_kinds (name),
  -- below zero the bill owes less
  amount bigint not null check (amount <> 0),
  reason text not null,
  asked_by text not null,
  asked_on text not null,
  asked_at bigint not null
);
create index adjustments_bill on adjustments (bill, amount);
create index adjustments_account on adjustments (account, asked_at);

create table adjustment_ends (
  adjustment text primary key not null references adjustments (adjustment),
  -- none where it was refused
  txn text unique references transactions (txn),
  -- none below the limit
  second text,
  ended_at bigint not null
);

drop view disputed_bills;
drop view open_bills;
drop view unapplied_credits;

-- Bills not paid in full, with what is open.
create view open_bills as
  select bill, account, number, issued_on, due_on, currency, open from (
    select b.bill, b.account, b.number, b.issued_on, b.due_on, b.currency,
      cast(coalesce((select sum(l.amount * k.sign) from bill_lines l join line_kinds k on k.name = l.kind
          where l.bill = b.bill), 0)
        - coalesce((select sum(a.amount) from allocations a where a.bill = b.bill), 0)
        + coalesce((select sum(r.amount) from restorations r where r.bill = b.bill), 0)
        + coalesce((select sum(j.amount) from adjustments j join adjustment_ends e on e.adjustment = j.adjustment
          where j.bill = b.bill and e.txn is not null), 0) as bigint) as open
    from bills b
  ) as every_bill
  where open > 0;

-- What customers paid and no bill has used.
create view unapplied_credits as
  select payment, account, currency, held, paid_on, rest from (
    select p.payment, p.account, p.currency, p.held, p.paid_on,
      cast(p.amount - coalesce((select sum(a.amount) from allocations a where a.payment = p.payment), 0)
        + coalesce((select sum(r.amount) from restorations r where r.payment = p.payment), 0)
        - coalesce((select sum(u.amount * k.sign) from undoings u join undoing_kinds k on k.name = u.kind
          where u.payment = p.payment), 0) as bigint) as rest
    from payments p where p.status = 'paid'
  ) as every_payment
  where rest > 0;

create view disputed_bills as
  select bill, account, due_on, open, case when disputed < open then disputed else open end as disputed,
    case when never_late < open then never_late else open end as never_late from (
    select o.bill, o.account, o.due_on, o.open,
      cast(coalesce((select sum(coalesce(d.held, d.amount)) from disputes d where d.bill = o.bill and (d.outcome is null
        or (d.outcome = 'accepted' and exists (select 1 from line_credits c where c.bill = d.bill and c.line = d.line
          and c.reason = 'dispute ' || d.dispute and c.on_bill is null)))), 0) as bigint) as disputed,
      cast(coalesce((select sum(coalesce(d.held, d.amount)) from disputes d where d.bill = o.bill
        and (d.outcome is null or d.outcome = 'accepted')), 0) as bigint) as never_late
    from open_bills o
  ) as every_open_bill;
