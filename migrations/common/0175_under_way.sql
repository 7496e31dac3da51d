-- What of payments under way is for which account. A payer's own, unless it is for all accounts under the payer's number: that
-- pays the oldest bills of all first, and what they leave is the payer's.
create view shared_under_way as
  select p.account as lead, cast(sum(p.amount) as bigint) as amount from payments p
  where p.settled_at is null and not p.alone and exists (select 1 from account_groups g where g.lead = p.account)
  group by p.account;
create view shared_bills as
  select s.lead, s.amount, o.account, o.bill, o.number, o.due_on, o.open
  from shared_under_way s
  join (select account, lead from account_groups union all select lead, lead from shared_under_way) m on m.lead = s.lead
  join accounts a on a.account = m.account and not a.closed
  join open_bills o on o.account = m.account;
create view under_way as
  select p.account, p.amount from payments p
  where p.settled_at is null and (p.alone or not exists (select 1 from account_groups g where g.lead = p.account))
  union all
  select account, cast(case when amount - before < open then amount - before else open end as bigint) as amount from (
    select b.account, b.amount, b.open, cast(coalesce((select sum(c.open) from shared_bills c
        where c.lead = b.lead and (c.due_on, c.number, c.bill) < (b.due_on, b.number, b.bill)), 0) as bigint) as before
    from shared_bills b
  ) as in_order where amount > before
  union all
  select lead as account, cast(amount - owed as bigint) as amount from (
    select s.lead, s.amount, cast(coalesce((select sum(b.open) from shared_bills b where b.lead = s.lead), 0) as bigint) as owed
    from shared_under_way s
  ) as left_over where amount > owed;
