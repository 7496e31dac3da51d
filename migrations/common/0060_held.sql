-- What of a bill is held for a dispute: what is left of the part, with the taxes on it; once it is won, what was credited. Null
-- for disputes from before: the part itself.
alter table disputes add column held bigint;

-- Open bills with what of each is not asked for now (disputed, or won and the credit is not on a bill yet) and with what of each
-- is never late (a credit that is on a bill lowers that one, not this).
drop view disputed_bills;
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
