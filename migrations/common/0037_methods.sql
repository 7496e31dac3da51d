-- A saved method's own name, the last day on which it is good, and since when it is the default.
alter table methods add column name text;
alter table methods add column expires_on text;
alter table methods add column preferred_at bigint;
create index methods_expires_on on methods (expires_on);
