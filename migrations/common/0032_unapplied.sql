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

-- What customers paid and no bill has used.
create view unapplied_credits as
  select payment, account, currency, held, paid_on, rest from (
    select p.payment, p.account, p.currency, p.held, p.paid_on,
      cast(p.amount - coalesce((select sum(a.amount) from allocations a where a.payment = p.payment), 0) as bigint)
        as rest
    from payments p where p.status = 'paid'
  ) as every_payment
  where rest > 0;

-- Payments booked before there was a place for it: what no bill used moves from what is owed to what is kept for later.
insert into transactions (txn, kind, effective_on, posted_on, recorded_at, source)
select 'txn_unapplied_' || u.payment, 'unapplied', t.posted_on, t.posted_on, t.recorded_at, u.payment
from unapplied_credits u join transactions t on t.source = u.payment and t.kind = 'payment';
insert into postings (txn, posting, debit, credit, amount, currency)
select 'txn_unapplied_' || u.payment, 1, 'receivable:' || u.account, 'unapplied:' || u.account, u.rest, u.currency
from unapplied_credits u join transactions t on t.source = u.payment and t.kind = 'payment';
