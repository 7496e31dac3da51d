-- Words that rows may use. A table instead of a check: SQLite cannot drop a check, and one insert widens a table.
create table payment_statuses (name text primary key not null);
insert into payment_statuses (name) values ('requested'), ('unknown'), ('paid'), ('declined');

create table decline_reasons (name text primary key not null);
insert into decline_reasons (name) values
  ('insufficient-funds'), ('expired'), ('wrong-details'), ('limit-exceeded'), ('not-accepted'), ('processor-down');

create table brands (name text primary key not null);
insert into brands (name) values ('visa'), ('mastercard'), ('amex'), ('discover'), ('other');

-- sign: whether a line of this kind raises or lowers what its bill comes to
create table line_kinds (name text primary key not null, sign bigint not null);
insert into line_kinds (name, sign) values ('charge', 1), ('tax', 1), ('discount', -1), ('credit', -1);

create table reaches (name text primary key not null);
insert into reaches (name) values ('text'), ('call-back');

create table job_kinds (name text primary key not null);
insert into job_kinds (name) values ('charge'), ('ask'), ('receipt');

-- Values kept once for the life of the database, such as the one that proves the pepper.
create table settings (key text primary key not null, value text not null);

-- Flows with their prompts by hash: a call stays on the version it began with.
create table flows (hash text primary key not null, source text not null, kept_at bigint not null);

-- One row that the health check writes.
create table probes (probe bigint primary key not null, beats bigint not null);
insert into probes (probe, beats) values (1, 0);
