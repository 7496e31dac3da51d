-- The processor that a payment was asked of: another one configured later does not change where its money waits.
alter table payments add column gateway text not null default 'sandbox';

-- A notice that can never arrive: neither sent nor waiting. refusal is a short class, such as twilio-21614.
alter table outbox add column refused_at bigint;
alter table outbox add column refusal text;
drop index outbox_waiting;
create index outbox_waiting on outbox (at) where sent_at is null and refused_at is null;
