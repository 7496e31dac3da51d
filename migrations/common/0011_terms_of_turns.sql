-- What replies hold beside their flow: the biller's terms and the public address, JSON, by hash.
create table terms (
  hash text primary key not null,
  terms text not null,
  kept_at bigint not null
);
-- Under which of them a turn was answered, so that it comes out the same when it is run again; null for turns of older
-- programs. It is no reference: the hottest row of all needs no check, and terms are kept before the first call is taken.
alter table turns add column terms text;
