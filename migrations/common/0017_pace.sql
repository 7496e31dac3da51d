-- The caller of this account asked for more time (8 at a menu).
alter table accounts add column takes_time boolean not null default false;
