-- A dispute that was won holds its part of the bill until the credit for it is on a bill: nobody is asked for it in between.
drop view disputed_bills;
create view disputed_bills as
  select bill, account, due_on, open, case when disputed < open then disputed else open end as disputed from (
    select o.bill, o.account, o.due_on, o.open,
      cast(coalesce((select sum(d.amount) from disputes d where d.bill = o.bill and (d.outcome is null
        or (d.outcome = 'accepted' and exists (select 1 from line_credits c
          where c.bill = d.bill and c.line = d.line and c.on_bill is null)))), 0) as bigint) as disputed
    from open_bills o
  ) as every_open_bill;
