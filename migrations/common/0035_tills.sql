-- A till's close: what clerks took since the close before, and what was counted. Only ever added to.
create table till_closes (
  close text primary key not null,
  till text not null,
  closed_on text not null,
  closed_by text not null,
  expected bigint not null,
  counted bigint not null check (counted >= 0),
  currency text not null,
  closed_at bigint not null
);
create index till_closes_till on till_closes (till, closed_at);
-- One row a till: closes of one till go one after the other.
create table tills (till text primary key not null, closes bigint not null);
