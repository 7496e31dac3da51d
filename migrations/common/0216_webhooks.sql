-- What the biller's own systems are told of by signed webhooks: written with what it tells, sent by the workers.
create table webhook_endpoints (
  endpoint text primary key not null,
  url text not null,
  -- kinds of events between commas; empty for all
  kinds text not null,
  added_by text not null,
  added_at bigint not null,
  -- since when nothing was taken; none while it works
  failing_since bigint,
  disabled_at bigint,
  disabled_why text
);
create table webhook_secrets (
  endpoint text not null references webhook_endpoints (endpoint),
  made_at bigint not null,
  -- sealed by the key ring
  secret_sealed bytea not null,
  -- until when it signs beside a later one; none for the latest
  until_at bigint,
  primary key (endpoint, made_at)
);
create table webhook_events (
  event text primary key not null,
  kind text not null,
  body text not null,
  at bigint not null
);
create index webhook_events_at on webhook_events (at);
create table webhook_deliveries (
  event text not null references webhook_events (event),
  endpoint text not null references webhook_endpoints (endpoint),
  attempts bigint not null default 0,
  tried_at bigint,
  -- a short class, such as status-500
  fault text,
  delivered_at bigint,
  given_up_at bigint,
  primary key (event, endpoint)
);
create index webhook_deliveries_open on webhook_deliveries (event) where delivered_at is null;
insert into job_kinds (name) values ('webhook');
