-- Credits of closed accounts: told of before they are dormant, then held for the state as unclaimed property.
insert into undoing_kinds (name, sign) values ('escheat', 1);
insert into notice_kinds (name) values ('credit-dormant');

-- That the owner of a credit was told; without a way to the owner the day alone.
create table dormancy_notices (
  payment text primary key not null references payments (payment),
  -- by which it went; none where there is no way
  medium text,
  told_on text not null,
  recorded_at bigint not null
);

-- What is escheated never was a movement at a processor.
drop view processor_movements;
create view processor_movements as
  select p.gateway, 'charge' as kind, p.payment as subject, p.payment, p.processor_ref, p.idempotency_key, '' as event,
    cast(null as text) as refund_ref, p.amount + p.fee as amount, p.currency, p.paid_on as moved_on, p.status
  from payments p where p.item is null
  union all
  select coalesce(u.out_of, p.gateway), u.kind, u.undoing, p.payment, p.processor_ref, p.idempotency_key, u.event,
    (select r.processor_ref from refunds r where r.refund = u.event or r.idempotency_key = u.event), u.amount + u.fee,
    p.currency, u.effective_on, 'paid'
  from undoings u join payments p on p.payment = u.payment where u.kind <> 'escheat';
